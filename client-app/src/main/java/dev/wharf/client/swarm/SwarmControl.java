package dev.wharf.client.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Changes a swarm while it runs: how many clients, how many messages, pause, end. What is sent and
/// expected stays exact whatever is changed, and messages that were due before a change keep their
/// times.
///
/// Thread-safe. A change is taken up within some milliseconds.
public final class SwarmControl {
  /// The largest factor of the rate.
  public static final double MOST_FACTOR = 100;

  private final Runnable stop;

  /// Guarded by this.
  private final List<Listener> listeners = new ArrayList<>();

  private volatile OptionalInt clients = OptionalInt.empty();
  private volatile double rateFactor = 1;
  private volatile boolean paused;

  /// Hears of a change of the rate, or of a pause.
  @FunctionalInterface
  interface Listener {
    void onChange(double rateFactor, boolean isPaused);
  }

  /// @param stop ends the run
  SwarmControl(Runnable stop) {
    this.stop = stop;
  }

  /// Has so many clients from now on, whatever the profile says. More connect at the connect rate;
  /// fewer means that the last ones leave in good order.
  ///
  /// @param count 0 to 100,000
  public void clients(int count) {
    if (count < 0 || count > SwarmOptions.MOST_CLIENTS) {
      throw new IllegalArgumentException(
          "clients must be 0 to " + SwarmOptions.MOST_CLIENTS + ", not " + count);
    }
    clients = OptionalInt.of(count);
  }

  /// Has as many clients as the profile says.
  public void clientsOfProfile() {
    clients = OptionalInt.empty();
  }

  /// How many clients there are to be whatever the profile says.
  public OptionalInt clients() {
    return clients;
  }

  /// Multiplies the rate that the profile says.
  ///
  /// @param factor more than 0, up to [#MOST_FACTOR]
  public synchronized void rateFactor(double factor) {
    if (!(factor > 0 && factor <= MOST_FACTOR)) {
      throw new IllegalArgumentException(
          "the rate's factor must be more than 0, up to " + MOST_FACTOR + ", not " + factor);
    }
    rateFactor = factor;
    tell();
  }

  /// By what the rate is multiplied.
  public double rateFactor() {
    return rateFactor;
  }

  /// Stops sending, and the profile's time, until [#resume]. Connections stay.
  public synchronized void pause() {
    paused = true;
    tell();
  }

  /// Ends a pause.
  public synchronized void resume() {
    paused = false;
    tell();
  }

  /// Whether it pauses.
  public boolean isPaused() {
    return paused;
  }

  /// Ends the run early.
  public void stop() {
    stop.run();
  }

  /// From now on this hears of changes; of how things stand at once.
  synchronized void add(Listener listener) {
    listeners.add(listener);
    listener.onChange(rateFactor, paused);
  }

  synchronized void remove(Listener listener) {
    listeners.remove(listener);
  }

  private void tell() {
    listeners.forEach(listener -> listener.onChange(rateFactor, paused));
  }
}
