package dev.wharf.swarm;

import dev.wharf.swarm.report.Units;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/// Changes a run while it runs: the number of users, the rate, pause, stop. The counts stay exact,
/// and messages that were due before a change keep their times. Each change is a mark in the
/// timeline.
///
/// Thread-safe. The run applies a change within some milliseconds.
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

  /// Only the swarm creates a control.
  ///
  /// @param maxClients the largest number of users that can have a login
  /// @param stop stops the run
  /// @param changeListener called with the kind and the description of each change
  public SwarmControl(int maxClients, Runnable stop, BiConsumer<String, String> changeListener) {
    this.maxClients = maxClients;
    this.stop = stop;
    this.changeListener = changeListener;
  }

  /// The largest number of users that can have a login. Further users fail to connect.
  public int maxClients() {
    return maxClients;
  }

  /// Sets the number of users, in place of the profile's. Additional users connect at the connect
  /// rate. When the number falls, the last users finish their scenarios and leave.
  ///
  /// @param count 0 to 100,000
  public void clients(int count) {
    SwarmLimits.check("clients", count, 0, SwarmLimits.MAX_CLIENTS);
    clients = OptionalInt.of(count);
    changeListener.accept("clients", Units.count(count) + " clients");
  }

  /// Lets the profile decide the number of users again.
  public void followProfile() {
    clients = OptionalInt.empty();
    changeListener.accept("clients", "clients as in the profile");
  }

  /// The number of users that [#clients(int)] has set; empty while the profile decides.
  public OptionalInt clients() {
    return clients;
  }

  /// Multiplies the rate of the profile.
  ///
  /// @param factor more than 0, up to [#MAX_RATE_FACTOR]
  public void rateFactor(double factor) {
    if (!(factor > 0 && factor <= MAX_RATE_FACTOR)) {
      throw new IllegalArgumentException(
          "the rate factor must be more than 0 and at most " + MAX_RATE_FACTOR + ", not " + factor);
    }
    rateFactor = factor;
    changeListener.accept("rate", "rate " + Math.round(factor * 100) + " %");
  }

  /// The factor that multiplies the rate of the profile.
  public double rateFactor() {
    return rateFactor;
  }

  /// Pauses the sending of messages until [#resume]. The profile's time stands still, and
  /// connections stay open.
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

  /// Whether the run is paused.
  public boolean isPaused() {
    return paused;
  }

  /// Stops the run.
  public void stop() {
    changeListener.accept("stop", "stopped");
    stop.run();
  }
}
