package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import dev.wharf.bench.server.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Measures the bytes that the server's threads allocate while frames are echoed.
record AllocationTrial(Commands commands, Load load, Timing timing) implements Trial {
  /// How many times the load generator pauses: once before the measured window, and once after it.
  private static final int HOLDS = 2;

  /// Checks that the load is a closed loop, because only with such a load can the load generator
  /// pause.
  AllocationTrial {
    if (load.perSecond() > 0) {
      throw new IllegalArgumentException("allocation is measured in a closed loop");
    }
  }

  @Override
  public String title() {
    return load.toString();
  }

  @Override
  public Outcome measure(Contender contender, ServerProcess server) {
    List<Double> seen = new ArrayList<>();
    Outcome outcome =
        LoadProgram.run(
            commands.load(
                contender.loadProgram(),
                load.arguments(contender, server).with(timing).with("--hold")),
            () ->
                seen.add(
                    new Outcome(true, server.ask(Question.ALLOCATED)).value("allocated_bytes")));
    if (seen.size() != HOLDS) {
      throw new BenchFailedException("the load held " + seen.size() + " times");
    }
    return outcome.with(Map.of("allocated_bytes", seen.getLast() - seen.getFirst()));
  }
}
