package dev.wharf.client.swarm;

import dev.wharf.client.swarm.measure.LatencyRecorder;

/// Sends the messages of a share of the clients, each at its time, or, when that has passed, at
/// once. How late each was is recorded: when that is much, the generator was the limit.
///
/// Run by a thread of its own, which sleeps until the next message is due: a timer with ticks would
/// add up to a tick to every latency.
final class Pacer implements Runnable {
  /// Sends one message.
  interface Sender {
    /// Sends the client's message of this number, counted from 1.
    void send(int client, long sequence);
  }

  private final Schedule schedule;
  private final int share;
  private final int shares;
  private final PaceClock clock;
  private final Sender sender;
  private final LatencyRecorder lag;

  /// Set by whoever stops the run, read by the pacer's thread.
  private volatile boolean stopped;

  /// @param share which of the shares is this one, from 0
  /// @param shares how many there are. A client is in one share, so that its messages stay in order
  Pacer(
      Schedule schedule,
      int share,
      int shares,
      PaceClock clock,
      Sender sender,
      LatencyRecorder lag) {
    this.schedule = schedule;
    this.share = share;
    this.shares = shares;
    this.clock = clock;
    this.sender = sender;
    this.lag = lag;
  }

  /// Returns when all messages are sent, or after [#stop].
  @Override
  public void run() {
    for (long sequence = 1; sequence <= schedule.messagesEach(); sequence++) {
      for (int position = share; position < schedule.clients(); position += shares) {
        long intended = schedule.intendedAtPosition(position, sequence);
        if (!awaitTime(intended)) {
          return;
        }
        lag.record(clock.nanoTime() - intended);
        sender.send(schedule.clientAt(position), sequence);
      }
    }
  }

  /// Has [#run] return soon. Any thread.
  void stop() {
    stopped = true;
  }

  /// @return false when stopped
  private boolean awaitTime(long intended) {
    while (!stopped && clock.nanoTime() - intended < 0) {
      clock.parkUntil(intended);
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
    }
    return !stopped;
  }
}
