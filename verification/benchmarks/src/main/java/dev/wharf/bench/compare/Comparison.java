package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Measures servers side by side. Each server has a turn in each round, so that a disturbance of
/// the machine affects all servers alike. The first round is discarded.
final class Comparison implements AutoCloseable {
  private final Benchmark benchmark;
  private final Commands commands;
  private final Consumer<String> progress;
  private final Results results = new Results();
  private final List<Contender> present;

  /// The servers' processes that live for the whole comparison.
  private final Map<Contender, ServerProcess> kept = new HashMap<>();

  /// Creates a comparison. [#run] runs it.
  ///
  /// @param progress gets a line of text for each run
  Comparison(Benchmark benchmark, Commands commands, Consumer<String> progress) {
    this.benchmark = benchmark;
    this.commands = commands;
    this.progress = progress;
    this.present = new ArrayList<>(benchmark.contenders());
  }

  /// Runs all rounds of all trials. When a server cannot take part, the results contain the reason.
  Results run() {
    if (benchmark.life() == Benchmark.Life.WHOLE) {
      benchmark.contenders().forEach(contender -> attempt(contender, () -> keep(contender)));
    }
    benchmark.trials().forEach(this::measure);
    return results;
  }

  @Override
  public void close() {
    kept.values().forEach(ServerProcess::close);
  }

  private void keep(Contender contender) {
    progress.accept("starting " + contender.title());
    kept.put(contender, start(contender));
  }

  private ServerProcess start(Contender contender) {
    return ServerProcess.start(commands.server(contender));
  }

  private void measure(Trial trial) {
    for (int round = 0; round <= benchmark.rounds(); round++) {
      for (Contender contender : inTurn(round)) {
        measure(trial, contender, round);
      }
    }
  }

  private void measure(Trial trial, Contender contender, int round) {
    attempt(
        contender,
        () -> {
          Outcome outcome = measure(trial, contender);
          Run run = new Run(contender.title(), trial.title(), round, outcome);
          results.add(run);
          progress.accept(run.summary(benchmark.view().main()));
        });
  }

  private Outcome measure(Trial trial, Contender contender) {
    ServerProcess server = kept.get(contender);
    if (server != null) {
      return trial.measure(contender, server);
    }
    try (ServerProcess fresh = start(contender)) {
      return trial.measure(contender, fresh);
    }
  }

  /// Runs an action with a server. When the action fails, the server takes no further part.
  private void attempt(Contender contender, Runnable thing) {
    try {
      thing.run();
    } catch (BenchFailedException e) {
      progress.accept(contender.title() + " is left out: " + e.getMessage());
      results.addAbsent(contender.title(), String.valueOf(e.getMessage()));
      present.remove(contender);
      ServerProcess server = kept.remove(contender);
      if (server != null) {
        server.close();
      }
    }
  }

  /// Returns the servers in their order for a round. Each round starts with another server.
  private List<Contender> inTurn(int round) {
    List<Contender> turn = new ArrayList<>(present);
    if (!turn.isEmpty()) {
      Collections.rotate(turn, -round);
    }
    return turn;
  }
}
