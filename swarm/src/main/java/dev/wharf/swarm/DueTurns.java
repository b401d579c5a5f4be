package dev.wharf.swarm;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// How many turns of a scenario were due up to now, of all clients together: the turns of each,
/// times the clients that there were to be when it was asked. Thread-safe.
final class DueTurns implements LongSupplier {
  private final Tempo tempo;
  private final int scenario;
  private final IntSupplier clients;
  private double turnsBefore;
  private double due;

  /// @param scenario of the act, from 0
  DueTurns(Tempo tempo, int scenario, IntSupplier clients) {
    this.tempo = tempo;
    this.scenario = scenario;
    this.clients = clients;
  }

  @Override
  public synchronized long getAsLong() {
    double turns = tempo.turns(scenario);
    due += Math.max(0, turns - turnsBefore) * clients.getAsInt();
    turnsBefore = Math.max(turns, turnsBefore);
    return Math.round(due);
  }
}
