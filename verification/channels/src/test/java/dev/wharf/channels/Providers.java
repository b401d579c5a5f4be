package dev.wharf.channels;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.channels.world.Machine;
import dev.wharf.channels.world.SimulatedWorld;
import dev.wharf.channels.world.World;
import dev.wharf.engine.uring.channels.UringProvider;
import java.io.IOException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The providers that must keep the contract of `java.nio.channels`. Add a constant to test another
/// provider.
enum Providers {
  /// The provider of the JDK.
  JDK(EnumSet.allOf(Defect.class), Map.of()) {
    @Override
    World open() {
      return new Machine(AsynchronousChannelProvider.provider());
    }
  },

  /// The engine's provider on io_uring. Where the machine does not support it, its tests are
  /// reported as aborted, with the reason.
  URING(EnumSet.noneOf(Defect.class), Map.of()) {
    private final Shared shared = new Shared(UringProvider::new);

    @Override
    World open() {
      String reason = UringProvider.refusal();
      assumeTrue(reason == null, () -> this + " is not available: " + reason);
      return new Machine(shared.get());
    }
  },

  /// The provider of the simulation. Each test has a simulation of its own, from the same seed.
  SIMULATION(EnumSet.noneOf(Defect.class), Reasons.OF_SIMULATION) {
    @Override
    World open() {
      return new SimulatedWorld(Setting.SEED, false);
    }
  },

  /// The provider of the simulation, with the peers on another host. So bytes, connects and resets
  /// take longer than most steps of a thread.
  SIMULATION_REMOTE(EnumSet.noneOf(Defect.class), Reasons.OF_SIMULATION) {
    @Override
    World open() {
      return new SimulatedWorld(Setting.SEED, true);
    }
  };

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

  /// Why a provider does not pass a test.
  private static final class Reasons {
    private static final String ARENAS =
        "only a native call keeps an arena open, and the simulation makes no native call";

    static final Map<String, String> OF_SIMULATION =
        Map.of(
            "BuffersTest.anArenaCannotBeClosedWhileItsBufferIsReadInto", ARENAS,
            "BuffersTest.anArenaCannotBeClosedWhileAFutureReadsIntoItsBuffer", ARENAS,
            "BuffersTest.noneOfTheArenasCanBeClosedWhileTheirBuffersAreScatteredInto", ARENAS);
  }

  private final Set<Defect> defects;
  private final Map<String, String> exceptions;

  /// @param exceptions the tests that the provider does not pass, as `Class.method`, and the
  ///   reasons
  Providers(Set<Defect> defects, Map<String, String> exceptions) {
    this.defects = defects;
    this.exceptions = exceptions;
  }

  /// Opens the world in which a test of this provider runs. Aborts the test when this machine does
  /// not support the provider.
  abstract World open();

  boolean has(Defect defect) {
    return defects.contains(defect);
  }

  /// Returns the tests that this provider does not pass, as `Class.method`, and the reasons.
  Map<String, String> exceptions() {
    return exceptions;
  }

  /// A provider that all tests share. Thread-safe.
  private static final class Shared {
    private final Callable<AsynchronousChannelProvider> opener;
    private @Nullable AsynchronousChannelProvider opened;

    Shared(Callable<AsynchronousChannelProvider> opener) {
      this.opener = opener;
    }

    synchronized AsynchronousChannelProvider get() {
      if (opened == null) {
        opened = open();
      }
      return opened;
    }

    private AsynchronousChannelProvider open() {
      try {
        return opener.call();
      } catch (IOException e) {
        return fail("the provider is available, but does not open", e);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
