package dev.wharf.swarm;

import dev.wharf.swarm.fleet.Orders;
import dev.wharf.swarm.report.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Changes a swarm while it runs: how many clients, how many messages, pause, end. What is sent and
/// expected stays exact whatever is changed, and messages that were due before a change keep their
/// times. Each change is a mark in the timeline.
///
/// Thread-safe. A change is taken up within some milliseconds.
public final class SwarmControl {
  /// The largest factor of the rate.
  public static final double MOST_FACTOR = 100;

  private static final String PAUSE = "pause";

  private final Runnable stop;
  private final Journal journal;

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

  /// Notes what was changed.
  @FunctionalInterface
  interface Journal {
    /// Is told of one change.
    ///
    /// @param kind of the change
    /// @param text what there is from now on
    void note(String kind, String text);
  }

  /// @param stop ends the run
  SwarmControl(Runnable stop, Journal journal) {
    this.stop = stop;
    this.journal = journal;
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
    journal.note("clients", Units.count(count) + " clients");
  }

  /// Has as many clients as the profile says.
  public void clientsOfProfile() {
    clients = OptionalInt.empty();
    journal.note("clients", "clients of the profile");
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
    journal.note("rate", "rate " + Math.round(factor * 100) + " %");
    tell();
  }

  /// By what the rate is multiplied.
  public double rateFactor() {
    return rateFactor;
  }

  /// Stops sending, and the profile's time, until [#resume]. Connections stay.
  public synchronized void pause() {
    if (!paused) {
      paused = true;
      journal.note(PAUSE, "paused");
      tell();
    }
  }

  /// Ends a pause.
  public synchronized void resume() {
    if (paused) {
      paused = false;
      journal.note(PAUSE, "resumed");
      tell();
    }
  }

  /// Whether it pauses.
  public boolean isPaused() {
    return paused;
  }

  /// Ends the run early.
  public void stop() {
    journal.note("stop", "stopped");
    stop.run();
  }

  /// Does what the parent process wants.
  void follow(Orders orders) {
    Integer wanted = orders.clients();
    if (wanted != null && clients.orElse(-1) != wanted) {
      clients(wanted);
    } else if (wanted == null && clients.isPresent()) {
      clientsOfProfile();
    }
    if (orders.rateFactor() != rateFactor) {
      rateFactor(orders.rateFactor());
    }
    if (orders.isPaused()) {
      pause();
    } else {
      resume();
    }
    if (orders.isStopped()) {
      stop();
    }
  }

  /// What child processes have to do.
  Orders orders(boolean isStopped) {
    OptionalInt wanted = clients;
    return new Orders(wanted.isPresent() ? wanted.getAsInt() : null, rateFactor, paused, isStopped);
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
