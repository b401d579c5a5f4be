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

/// The providers that are held to the contract of `java.nio.channels`. Another one is one line
/// here.
///
/// Where a provider may be refused by the machine, its line says how to ask for the reason; its
/// tests are then reported as aborted, with that reason.
enum Providers {
  JDK(
      AsynchronousChannelProvider::provider,
      () -> null,
      Defect.STRANDS_EVENTS,
      Defect.LOSES_COMPLETIONS),
  URING(UringProvider::new, UringProvider::refusal);

  /// What a provider is known to do wrong, so that tests of other things get round it.
  enum Defect {
    /// A channel is closed while the one polling thread has its event in hands: the thread waits
    /// for more events, with those that came together with that one still in its hands.
    ///
    /// JDK 25, `EPollPort.poll`. It goes on with the next event or task, but not before; when the
    /// events in hands are more than it has room for, it never goes on. Closing on the thread that
    /// polls avoids it.
    STRANDS_EVENTS,

    /// An operation has ended, and its handler is about to be handed to the group's executor, when
    /// the last channel of the group is closed and the group shut down: the executor refuses, and
    /// the handler is never called.
    ///
    /// JDK 25, `Invoker.invokeIndirectly` on the thread that polls for a group with an executor.
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

  /// Why this machine refuses it; null when it does not.
  @Nullable String whyUnavailable() {
    return whyUnavailable.get();
  }

  /// The one instance for all tests. Aborts the test where this machine refuses it.
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
