package dev.wharf.client.swarm;

import java.time.Duration;
import java.util.SplittableRandom;

/// When each client is to send each of its messages: an open-loop schedule, which does not care
/// what has come back.
///
/// Each client sends at a fixed period; the clients are spread evenly over it, in an order that
/// comes from the seed. So the time of any message can be computed by whoever receives it, and
/// latencies are counted from there: what a stalled server, or a late generator, keeps waiting is
/// in the figures (no coordinated omission).
///
/// Immutable, thread-safe.
public final class Schedule {
  private final long startNanos;
  private final long periodNanos;
  private final long messagesEach;
  private final int[] clientAt;
  private final int[] positionOf;

  private Schedule(long startNanos, long periodNanos, long messagesEach, int[] clientAt) {
    this.startNanos = startNanos;
    this.periodNanos = periodNanos;
    this.messagesEach = messagesEach;
    this.clientAt = clientAt;
    this.positionOf = new int[clientAt.length];
    for (int i = 0; i < clientAt.length; i++) {
      positionOf[clientAt[i]] = i;
    }
  }

  /// Spreads the clients evenly over the period between two messages of a client.
  ///
  /// @param startNanos when it begins, by `System.nanoTime()`
  /// @param clients how many there are, at least 1
  /// @param ratePerClient messages a second
  /// @param duration for how long; each client sends one message at least
  /// @param seed of the order of the clients
  public static Schedule of(
      long startNanos, int clients, double ratePerClient, Duration duration, long seed) {
    long period = Math.max(1, Math.round(1e9 / ratePerClient));
    long each = Math.max(1, Math.round(duration.toNanos() / (double) period));
    return new Schedule(startNanos, period, each, shuffled(clients, new SplittableRandom(seed)));
  }

  /// When a message is to be sent, by `System.nanoTime()`.
  ///
  /// @param sequence the client's count of its messages, from 1
  public long intendedAt(int client, long sequence) {
    return intendedAtPosition(positionOf[client], sequence);
  }

  /// How many messages are due, of all clients together.
  ///
  /// @param now by `System.nanoTime()`
  public long dueBy(long now) {
    long elapsed = now - startNanos;
    if (elapsed < 0) {
      return 0;
    }
    int clients = clientAt.length;
    long step = periodNanos / clients;
    long inThisPeriod = step == 0 ? clients : elapsed % periodNanos / step + 1;
    long due = elapsed / periodNanos * clients + Math.min(clients, inThisPeriod);
    return Math.min(messagesEach * clients, due);
  }

  /// How many messages each client sends.
  public long messagesEach() {
    return messagesEach;
  }

  /// How many clients there are.
  public int clients() {
    return clientAt.length;
  }

  /// When it begins, by `System.nanoTime()`.
  public long startNanos() {
    return startNanos;
  }

  /// How long it takes.
  public Duration length() {
    return Duration.ofNanos(messagesEach * periodNanos);
  }

  /// The client that is at this place of each period.
  int clientAt(int position) {
    return clientAt[position];
  }

  long intendedAtPosition(int position, long sequence) {
    long offset = periodNanos / clientAt.length * position;
    return startNanos + (sequence - 1) * periodNanos + offset;
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
