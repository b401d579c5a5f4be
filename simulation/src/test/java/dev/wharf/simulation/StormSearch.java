package dev.wharf.simulation;

import dev.wharf.engine.PortOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/// Runs the worlds of the tests with one seed after another, until a run fails or the time is over.
/// It finds faults of the engine and of the protocol for which no test was written.
///
/// Arguments: the first seed, and the seconds of CPU time. Prints the seed and the failure.
final class StormSearch {
  private StormSearch() {}

  @FunctionalInterface
  private interface Run {
    /// Runs a world. Throws when it has found a fault.
    void run(long seed) throws Exception;
  }

  /// Searches. Exits with 1 when a run has failed.
  public static void main(String[] args) {
    long first = Long.parseLong(args[0]);
    Duration time = Duration.ofSeconds(Long.parseLong(args[1]));
    long seed = first;
    while (cpuTime().compareTo(time) < 0) {
      try {
        run(seed);
      } catch (Exception | Error e) {
        System.out.println("seed " + seed + " failed after " + cpuTime() + " of CPU time: " + e);
        e.printStackTrace(System.out);
        System.exit(1);
      }
      seed++;
    }
    System.out.println((seed - first) + " seeds passed in " + cpuTime() + " of CPU time");
  }

  /// Runs the world that the seed selects.
  static void run(long seed) throws Exception {
    PortOptions.Shape[] shapes = PortOptions.Shape.values();
    PortOptions.Shape shape = shapes[Math.floorMod(seed / 4, shapes.length)];
    int workers = 1 + Math.floorMod(seed / 4 / shapes.length, 3);
    List<Run> worlds =
        List.of(
            it -> runGentleEcho(shape, workers, it),
            it -> new EchoWorld(shape, workers, 60, 30, 10, Faults.storm()).run(it),
            it -> RoomWorld.gentle(shape, workers).run(it),
            it -> RoomWorld.stormy(shape, workers).run(it));
    worlds.get(Math.floorMod(seed, worlds.size())).run(seed);
  }

  private static void runGentleEcho(PortOptions.Shape shape, int workers, long seed)
      throws Exception {
    EchoWorld world = new EchoWorld(shape, workers, 32, 16, 10, EchoWorld.GENTLE);
    EchoWorld.Result result = world.run(seed);
    if (result.complete() < 32 || result.plain() < 8) {
      throw new AssertionError("gentle faults have broken a session: " + result);
    }
  }

  private static Duration cpuTime() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElseGet(() -> Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()));
  }
}
