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
  /// The largest factor that [#rateFactor(double)] accepts.
  public static final double MAX_RATE_FACTOR = 100;

  private static final String PAUSE = "pause";

  private final int maxClients;
  private final Runnable stop;
  private final BiConsumer<String, String> changeListener;

  private volatile OptionalInt clients = OptionalInt.empty();
  private volatile double rateFactor = 1;
  private volatile boolean paused;

  /// Creates the control of one run. Only the swarm calls this.
  ///
  /// @param maxClients the largest number of users that can have a login
  /// @param stop stops the run
  /// @param changeListener called with the kind and the description of each change
  public SwarmControl(int maxClients, Runnable stop, BiConsumer<String, String> changeListener) {
    this.maxClients = maxClients;
    this.stop = stop;
    this.changeListener = changeListener;
  }

  /// Returns the largest number of users that can have a login. Further users fail to connect.
  public int maxClients() {
    return maxClients;
  }

  /// Sets the number of users. The profile no longer decides the number. Additional users connect
  /// at the connect rate. When the number falls, the last users finish their scenarios and leave.
  ///
  /// @param count the number of users, 0 to 100,000
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

  /// Returns the number of users that [#clients(int)] has set; empty while the profile decides.
  public OptionalInt clients() {
    return clients;
  }

  /// Sets the factor that multiplies the profile's rate. The new factor replaces the factor of an
  /// earlier call.
  ///
  /// @param factor the factor, more than 0, up to [#MAX_RATE_FACTOR]
  public void rateFactor(double factor) {
    if (!(factor > 0 && factor <= MAX_RATE_FACTOR)) {
      throw new IllegalArgumentException(
          "the rate factor must be more than 0 and at most " + MAX_RATE_FACTOR + ", not " + factor);
    }
    rateFactor = factor;
    changeListener.accept("rate", "rate " + Math.round(factor * 100) + " %");
  }

  /// Returns the factor that multiplies the profile's rate; 1 when no factor was set.
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

  /// Ends a pause. Has no effect when the run is not paused.
  public synchronized void resume() {
    if (paused) {
      paused = false;
      changeListener.accept(PAUSE, "resumed");
    }
  }

  /// Returns whether the run is paused.
  public boolean isPaused() {
    return paused;
  }

  /// Stops the run.
  public void stop() {
    changeListener.accept("stop", "stopped");
    stop.run();
  }
}
