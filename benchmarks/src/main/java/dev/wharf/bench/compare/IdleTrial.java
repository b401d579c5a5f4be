package dev.wharf.bench.compare;

import dev.wharf.bench.NativeProgram;
import dev.wharf.bench.server.Question;
import java.util.HashMap;
import java.util.Map;

/// Connections that have exchanged one frame each, and then are silent.
record IdleTrial(Commands commands, int connections) implements Trial {
  /// So that what a server needs once is there before the first look.
  private static final Load WARM_UP = new Load(100, 1, 0, 32);

  private static final Timing WARM_UP_TIME = new Timing(0, 1);

  /// What the server holds.
  ///
  /// @param heap in use
  /// @param outside of the heap: resident, all of the heap with it
  /// @param direct of it, buffers
  private record Memory(double heap, double outside, double direct) {
    /// All of the heap is resident from the start.
    static Memory of(ServerProcess server) {
      Map<String, Double> inUse = server.ask(Question.MEMORY);
      return new Memory(
          inUse.getOrDefault("heap_bytes", 0.0),
          server.residentBytes(),
          inUse.getOrDefault("direct_bytes", 0.0));
    }

    Map<String, Double> perConnection(Memory before, int connections) {
      double heapMore = (heap - before.heap) / connections;
      double outsideMore = (outside - before.outside) / connections;
      return Map.of(
          "heap_bytes_per_connection",
          heapMore,
          "outside_bytes_per_connection",
          outsideMore,
          "direct_bytes_per_connection",
          (direct - before.direct) / connections,
          "bytes_per_connection",
          heapMore + outsideMore);
    }
  }

  /// Checks the range.
  IdleTrial {
    if (connections < 1) {
      throw new IllegalArgumentException("at least one connection is needed");
    }
  }

  @Override
  public String title() {
    return Integer.toString(connections);
  }

  @Override
  public Outcome measure(Contender contender, ServerProcess server) {
    new EchoTrial(commands, WARM_UP, WARM_UP_TIME).measure(contender, server);
    Memory before = Memory.of(server);
    Load load = new Load(connections, 1, 0, WARM_UP.payload());
    Map<String, Double> found = new HashMap<>();
    Outcome outcome =
        LoadProgram.run(
            commands.load(NativeProgram.LOAD, load.arguments(contender, server).with("--idle")),
            () -> found.putAll(Memory.of(server).perConnection(before, connections)));
    return outcome.with(found);
  }
}
