package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Measures servers side by side. All of them run from beginning to end; in each round each gets
/// the load in turn, so that whatever the machine does meanwhile strikes all alike. The round
/// before the first is thrown away.
final class Comparison implements AutoCloseable {
  private final Commands commands;
  private final Timing timing;
  private final Consumer<String> progress;
  private final Results results = new Results();
  private final Map<Contender, ServerProcess> servers = new LinkedHashMap<>();

  /// @param progress told in a line what is being done
  Comparison(Commands commands, Timing timing, Consumer<String> progress) {
    this.commands = commands;
    this.timing = timing;
    this.progress = progress;
  }

  /// Starts the servers; one that does not start is noted, and left out.
  void start(List<Contender> contenders) {
    for (Contender contender : contenders) {
      progress.accept("starting " + contender.title());
      try {
        servers.put(contender, ServerProcess.start(commands.server(contender)));
      } catch (BenchFailedException e) {
        progress.accept(contender.title() + " is left out: " + e.getMessage());
        results.addAbsent(contender.title(), String.valueOf(e.getMessage()));
      }
    }
  }

  /// All rounds of one load.
  void measure(Load load) {
    for (int round = 0; round <= timing.rounds(); round++) {
      for (Contender contender : inTurn(round)) {
        measure(load, contender, round);
      }
    }
  }

  Results results() {
    return results;
  }

  @Override
  public void close() {
    servers.values().forEach(ServerProcess::close);
  }

  private void measure(Load load, Contender contender, int round) {
    ServerProcess server = servers.get(contender);
    if (server == null) {
      return;
    }
    try {
      List<String> command = commands.load(load, contender, timing, server);
      Run run = Run.of(contender.title(), load, round, command);
      results.add(run);
      progress.accept(run.summary());
    } catch (BenchFailedException e) {
      progress.accept(contender.title() + " takes part no more: " + e.getMessage());
      results.addAbsent(contender.title(), String.valueOf(e.getMessage()));
      server.close();
      servers.remove(contender);
    }
  }

  /// Another one begins in each round.
  private List<Contender> inTurn(int round) {
    List<Contender> turn = new ArrayList<>(servers.keySet());
    if (!turn.isEmpty()) {
      Collections.rotate(turn, -round);
    }
    return turn;
  }
}
