package dev.wharf.simulation;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.simulation.fault.FaultDice;
import dev.wharf.simulation.fault.FaultInjector;
import dev.wharf.simulation.schedule.Event;
import dev.wharf.simulation.schedule.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Injects the planned faults, and the faults that last for a time. Only the thread that has the
/// scheduler's turn uses it.
final class TimedFaults {
  private static final long SHORTEST_NANOS = 1_000_000;
  private static final long LONGEST_NANOS = 10_000_000_000L;
  private static final long LONGEST_HANG_NANOS = 30_000_000_000L;
  private static final long LONGEST_JUMP_NANOS = 86_400_000_000_000L;

  /// The size of the buffers that take the free memory of a port.
  private static final int BLOCK_BYTES = 16 << 10;

  private static final int THREADS = 1 << 16;

  private final Scheduler scheduler;
  private final FaultInjector injector;
  private final List<Host> hosts = new ArrayList<>();

  /// The events that begin faults, of all plans and chances. Some of them have run.
  private final List<Event> events = new ArrayList<>();

  /// The number of calls of [#start]. A chance of an earlier call has no effect.
  private int generation;

  private Faults faults = Faults.none();

  TimedFaults(Scheduler scheduler, FaultInjector injector) {
    this.scheduler = scheduler;
    this.injector = injector;
  }

  /// Adds a host, so that faults happen to it.
  void add(Host host) {
    hosts.add(host);
    begin(host);
  }

  /// Begins the plan and the chances of these faults, and ends those of the faults before.
  void start(Faults other) {
    events.forEach(scheduler::cancel);
    events.clear();
    generation++;
    faults = other;
    hosts.forEach(this::begin);
  }

  private void begin(Host host) {
    for (Faults.Planned planned : faults.plan()) {
      if (planned.host().equals(host.name())) {
        events.add(scheduler.after(planned.after().toNanos(), () -> injectPlanned(host, planned)));
      }
    }
    for (FaultKind kind : faults.chances().keySet()) {
      if (kind.lasts()) {
        awaitNext(host, kind, generation);
      }
    }
  }

  private void injectPlanned(Host host, Faults.Planned planned) {
    injector.count(planned.kind(), host.node().condition().dice());
    inflict(host, planned.kind(), planned.length().toNanos());
  }

  private void awaitNext(Host host, FaultKind kind, int ofGeneration) {
    long nanos = injector.nanosToNext(kind, host.node().condition().dice());
    if (nanos < Long.MAX_VALUE) {
      scheduler.after(nanos, () -> injectByChance(host, kind, ofGeneration));
    }
  }

  private void injectByChance(Host host, FaultKind kind, int ofGeneration) {
    if (ofGeneration != generation) {
      return;
    }
    FaultDice dice = host.node().condition().dice();
    long nanos =
        switch (kind) {
          case CLOCK_JUMP -> dice.between(kind, -LONGEST_JUMP_NANOS, LONGEST_JUMP_NANOS);
          case DATABASE_HANG -> dice.spread(kind, SHORTEST_NANOS, LONGEST_HANG_NANOS);
          default -> dice.spread(kind, SHORTEST_NANOS, LONGEST_NANOS);
        };
    if (isPossible(host, kind) && injector.isInjected(kind, dice)) {
      inflict(host, kind, nanos);
    }
    awaitNext(host, kind, ofGeneration);
  }

  private static boolean isPossible(Host host, FaultKind kind) {
    return switch (kind) {
      case CRASH -> host.starter() != null && !host.life().isOver();
      case MEMORY -> !host.ports().isEmpty();
      case DATABASE_HANG -> host.hasDatabase();
      default -> !host.life().isOver();
    };
  }

  private void inflict(Host host, FaultKind kind, long nanos) {
    switch (kind) {
      case SLOW_HOST -> scheduler.slow(host.life(), nanos, -1);
      case SLOW_THREAD ->
          scheduler.slow(
              host.life(), nanos, (int) host.node().condition().dice().between(kind, 0, THREADS));
      case CLOCK_JUMP -> host.jumpWallClock(Duration.ofNanos(nanos));
      case MEMORY -> host.ports().forEach(port -> useUp(port, nanos));
      case DATABASE_HANG -> host.hangDatabase(nanos);
      case CRASH -> crash(host, nanos);
      default -> host.node().condition().inflict(kind, nanos);
    }
  }

  // ---- memory

  /// Starts a thread that takes the free memory of a port, and gives it back later.
  private static void useUp(CompletionPort port, long nanos) {
    EngineRuntime runtime = port.runtime();
    runtime.newThread("memory-fault", () -> holdAll(port, nanos)).start();
  }

  private static void holdAll(CompletionPort port, long nanos) {
    List<SendBuffer> held = new ArrayList<>();
    try {
      takeAll(port.sendBuffers(), port.options().bufferMemoryBytes(), held);
      port.runtime().sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      held.forEach(SendBuffer::close);
    }
  }

  private static void takeAll(SendBufferPool pool, long most, List<SendBuffer> held) {
    try {
      for (long bytes = 0; bytes < most; bytes += BLOCK_BYTES) {
        held.add(pool.acquire(BLOCK_BYTES));
      }
    } catch (BufferMemoryExhaustedException e) {
      // The memory is used up, as it should be.
    }
  }

  // ---- crash

  private void crash(Host host, long nanos) {
    Runnable starter = host.starter();
    if (starter == null || host.life().isOver()) {
      return;
    }
    host.crash();
    scheduler.after(
        nanos,
        () -> {
          if (host.life().isOver()) {
            host.restart();
            host.runtime().newThread("start", starter).start();
          }
        });
  }
}
