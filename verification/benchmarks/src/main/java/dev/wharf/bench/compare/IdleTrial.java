package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import java.util.ArrayList;
import java.util.List;

/// Measures the memory of connections that have exchanged one frame each and send nothing
/// afterwards.
record IdleTrial(Commands commands, int connections) implements Trial {
  private static final int PAYLOAD = 32;
  private static final int WARM_UP_CONNECTIONS = 64;
  private static final Timing WARM_UP = new Timing(0, 2);
  private static final int SHORT_WARM_UPS = 8;
  private static final Timing SHORT = new Timing(0, 0.1);

  /// Checks that there is at least one connection.
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
    warmUp(contender, server);
    Memory before = Memory.settled(server);
    List<Memory> held = new ArrayList<>();
    Load load = new Load(connections, 1, 0, PAYLOAD);
    Outcome outcome =
        LoadProgram.run(
            commands.load(
                contender.loadProgram(), load.arguments(contender, server).with("--idle")),
            () -> held.add(Memory.settled(server)));
    if (held.isEmpty()) {
      throw new BenchFailedException("the load did not hold");
    }
    return outcome.with(held.getFirst().perConnection(before, connections));
  }

  /// Makes the server allocate the memory that it needs only once, such as the memory of compiled
  /// code, before the first reading.
  private void warmUp(Contender contender, ServerProcess server) {
    Load load = new Load(WARM_UP_CONNECTIONS, 1, 0, PAYLOAD);
    if (contender.tls()) { // the program for accepts has no TLS
      for (int i = 0; i < SHORT_WARM_UPS; i++) {
        new EchoTrial(commands, load, SHORT).measure(contender, server);
      }
    } else {
      new AcceptTrial(commands, WARM_UP_CONNECTIONS, WARM_UP).measure(contender, server);
    }
    new EchoTrial(commands, load, WARM_UP).measure(contender, server);
  }
}
