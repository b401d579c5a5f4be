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
  public static final double MAX_RATE_FACTOR = 100;

  private static final String PAUSE = "pause";

  private final int maxClients;
  private final Runnable stop;
  private final BiConsumer<String, String> changeListener;

  private volatile OptionalInt clients = OptionalInt.empty();
  private volatile double rateFactor = 1;
  private volatile boolean paused;

  /// Called by the swarm.
  ///
  /// @param maxClients how many users have a login
  /// @param stop ends the run
  /// @param changeListener is told the kind of each change, and what holds from now on
  public SwarmControl(int maxClients, Runnable stop, BiConsumer<String, String> changeListener) {
    this.maxClients = maxClients;
    this.stop = stop;
    this.changeListener = changeListener;
  }

  /// How many users have a login. Users beyond that fail to connect.
  public int maxClients() {
    return maxClients;
  }

  /// Sets the number of users, whatever the profile says. More connect at the connect rate; the
  /// last ones leave in good order when there are to be fewer.
  ///
  /// @param count 0 to 100,000
  public void clients(int count) {
    SwarmLimits.check("clients", count, 0, SwarmLimits.MAX_CLIENTS);
    clients = OptionalInt.of(count);
    changeListener.accept("clients", Units.count(count) + " clients");
  }

  /// Has as many users as the profile says.
  public void followProfile() {
    clients = OptionalInt.empty();
    changeListener.accept("clients", "clients of the profile");
  }

  /// The number of users that was set; empty while the profile decides.
  public OptionalInt clients() {
    return clients;
  }

  /// Multiplies the rate that the profile says.
  ///
  /// @param factor more than 0, up to [#MAX_RATE_FACTOR]
  public void rateFactor(double factor) {
    if (!(factor > 0 && factor <= MAX_RATE_FACTOR)) {
      throw new IllegalArgumentException(
          "the rate's factor must be more than 0, up to " + MAX_RATE_FACTOR + ", not " + factor);
    }
    rateFactor = factor;
    changeListener.accept("rate", "rate " + Math.round(factor * 100) + " %");
  }

  /// The factor of the rate.
  public double rateFactor() {
    return rateFactor;
  }

  /// Stops sending, and the profile's time, until [#resume]. Connections stay.
  public synchronized void pause() {
    if (!paused) {
      paused = true;
      changeListener.accept(PAUSE, "paused");
    }
  }

  /// Ends a pause.
  public synchronized void resume() {
    if (paused) {
      paused = false;
      changeListener.accept(PAUSE, "resumed");
    }
  }

  /// Whether the run pauses.
  public boolean isPaused() {
    return paused;
  }

  /// Ends the run early.
  public void stop() {
    changeListener.accept("stop", "stopped");
    stop.run();
  }
}
