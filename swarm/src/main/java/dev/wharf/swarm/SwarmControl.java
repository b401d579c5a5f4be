package dev.wharf.swarm;

import dev.wharf.swarm.report.Units;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/// Changes a swarm while it runs: the number of users, the rate, pause, stop. The counts stay exact
/// whatever is changed, and messages that were due before a change keep their times. Each change is
/// a mark in the timeline.
///
/// Thread-safe. The run takes up a change within some milliseconds.
public final class SwarmControl {
  /// The largest factor of the rate.
  public static final double MOST_FACTOR = 100;

  private static final String PAUSE = "pause";

  private final int mostClients;
  private final Runnable stop;
  private final BiConsumer<String, String> journal;

  private volatile OptionalInt clients = OptionalInt.empty();
  private volatile double rateFactor = 1;
  private volatile boolean paused;

  /// Called by the swarm.
  ///
  /// @param mostClients how many users have a login
  /// @param stop ends the run
  /// @param journal is told the kind of each change, and what holds from now on
  public SwarmControl(int mostClients, Runnable stop, BiConsumer<String, String> journal) {
    this.mostClients = mostClients;
    this.stop = stop;
    this.journal = journal;
  }

  /// How many users have a login. Users beyond that fail to connect.
  public int mostClients() {
    return mostClients;
  }

  /// Sets the number of users, whatever the profile says. More connect at the connect rate; the
  /// last ones leave in good order when there are to be fewer.
  ///
  /// @param count 0 to 100,000
  public void clients(int count) {
    SwarmOptions.range("clients", count, 0, SwarmOptions.MOST_CLIENTS);
    clients = OptionalInt.of(count);
    journal.accept("clients", Units.count(count) + " clients");
  }

  /// Has as many users as the profile says.
  public void clientsOfProfile() {
    clients = OptionalInt.empty();
    journal.accept("clients", "clients of the profile");
  }

  /// The number of users that was set; empty while the profile decides.
  public OptionalInt clients() {
    return clients;
  }

  /// Multiplies the rate that the profile says.
  ///
  /// @param factor more than 0, up to [#MOST_FACTOR]
  public void rateFactor(double factor) {
    if (!(factor > 0 && factor <= MOST_FACTOR)) {
      throw new IllegalArgumentException(
          "the rate's factor must be more than 0, up to " + MOST_FACTOR + ", not " + factor);
    }
    rateFactor = factor;
    journal.accept("rate", "rate " + Math.round(factor * 100) + " %");
  }

  /// The factor of the rate.
  public double rateFactor() {
    return rateFactor;
  }

  /// Stops sending, and the profile's time, until [#resume]. Connections stay.
  public synchronized void pause() {
    if (!paused) {
      paused = true;
      journal.accept(PAUSE, "paused");
    }
  }

  /// Ends a pause.
  public synchronized void resume() {
    if (paused) {
      paused = false;
      journal.accept(PAUSE, "resumed");
    }
  }

  /// Whether the run pauses.
  public boolean isPaused() {
    return paused;
  }

  /// Ends the run early.
  public void stop() {
    journal.accept("stop", "stopped");
    stop.run();
  }
}
