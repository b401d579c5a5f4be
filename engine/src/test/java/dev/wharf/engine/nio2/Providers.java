package dev.wharf.engine.nio2;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.engine.uring.channels.UringProvider;
import java.io.IOException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The providers that must keep the contract of `java.nio.channels`. Add a constant to test another
/// provider.
///
/// A provider that some machines do not support has a supplier of the reason. On these machines,
/// its tests are reported as aborted, with this reason.
enum Providers {
  JDK(
      AsynchronousChannelProvider::provider,
      () -> null,
      Defect.STRANDS_EVENTS,
      Defect.LOSES_COMPLETIONS),
  URING(UringProvider::new, UringProvider::refusal);

  /// A known fault of a provider. Tests that do not test the fault itself avoid it.
  enum Defect {
    /// The polling thread holds a batch of events, and another thread closes the channel of the
    /// first of them. The polling thread then waits for more events, and the rest of the batch
    /// waits too.
    ///
    /// JDK 25, `EPollPort.poll`. The next event or task makes the thread continue. When the batch
    /// is larger than the thread's queue, the thread never continues. Closing on the polling thread
    /// avoids the fault.
    STRANDS_EVENTS,

    /// An operation has completed, and its handler is about to be passed to the group's executor.
    /// At that moment the last channel of the group is closed, and the group is shut down. The
    /// executor rejects the handler, so the handler is never called.
    ///
    /// JDK 25, `Invoker.invokeIndirectly` on the polling thread of a group with an executor.
    LOSES_COMPLETIONS
  }

  private final Callable<AsynchronousChannelProvider> opener;
  private final Supplier<@Nullable String> whyUnavailable;
  private final Set<Defect> defects = EnumSet.noneOf(Defect.class);
  private @Nullable AsynchronousChannelProvider opened;

  Providers(
      Callable<AsynchronousChannelProvider> opener,
      Supplier<@Nullable String> whyUnavailable,
      Defect... defects) {
    this.opener = opener;
    this.whyUnavailable = whyUnavailable;
    this.defects.addAll(Set.of(defects));
  }

  /// Returns the reason why this machine does not support the provider; null when it does support
  /// it.
  @Nullable String whyUnavailable() {
    return whyUnavailable.get();
  }

  /// Returns the provider's instance, which all tests share. Aborts the test when this machine does
  /// not support the provider.
  synchronized AsynchronousChannelProvider get() {
    String reason = whyUnavailable();
    assumeTrue(reason == null, () -> this + " is not available: " + reason);
    if (opened == null) {
      opened = open();
    }
    return opened;
  }

  boolean has(Defect defect) {
    return defects.contains(defect);
  }

  private AsynchronousChannelProvider open() {
    try {
      return opener.call();
    } catch (IOException e) {
      return fail(this + " is available, but does not open", e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
