package dev.wharf.swarm.hostile;

import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One hostile client. It opens hostile connections one after another. Only the thread of
/// [HostileClients] uses it.
final class HostileClient {
  private static final long SPREAD_OF_SEEDS = 0x9E37_79B9_7F4A_7C15L;
  private static final int BASE_36 = 36;

  /// The largest number of characters that a name takes from the name prefix. A name may have 24
  /// characters. The other ten are enough for 60 million attempts of each of
  /// [HostilePlan#MAX_CLIENTS] clients.
  private static final int PREFIX_CHARACTERS = 14;

  private final int index;
  private final List<HostileKind> kinds;
  private final HostileSettings settings;
  private final SplittableRandom random;
  private @Nullable HostileConnection connection;
  private int attempts;
  private boolean isResting;
  private long dueAt;

  /// Whether a connection of this client has ended. Any thread may read it.
  private volatile boolean hasEnded;

  /// Creates a client, whose first connection is due at once.
  ///
  /// @param index the client's index, from 0
  /// @param kinds the kinds of the client's connections, in turn. The client starts with the kind
  ///   of the shortest bound, so that a short run has as many kinds as possible
  HostileClient(int index, List<HostileKind> kinds, HostileSettings settings) {
    this.index = index;
    this.kinds =
        kinds.stream()
            .sorted(Comparator.comparing(kind -> kind.bound(settings.deadlines())))
            .toList();
    this.settings = settings;
    this.random = new SplittableRandom(settings.seed() + index * SPREAD_OF_SEEDS);
    this.dueAt = System.nanoTime();
  }

  /// Returns the kind of the next connection.
  HostileKind nextKind() {
    return kinds.get(attempts % kinds.size());
  }

  /// Returns whether the next connection is due.
  boolean isDue(long now) {
    return (connection == null || isResting) && now - dueAt >= 0;
  }

  /// Prepares this client for the end of the run, which waits for results of some kinds, the
  /// awaited kinds. Selects an awaited kind of this client for the next connection, and aborts the
  /// present connection. Does nothing while the present connection is itself of an awaited kind.
  ///
  /// @return whether the client has an awaited kind, and must connect now
  boolean isDue(Predicate<HostileKind> isAwaited) {
    if (connection != null && !connection.isEnded() && isAwaited.test(connection.kind())) {
      return false;
    }
    for (int i = 0; i < kinds.size(); i++) {
      if (isAwaited.test(nextKind())) {
        abort();
        return true;
      }
      attempts++;
    }
    return false;
  }

  /// Opens the next connection. Clients of the same kind start with different variants of it.
  void connect(Selector selector, Outcomes outcomes) {
    HostileKind kind = nextKind();
    HostileConnection next =
        new HostileConnection(
            kind, index + attempts / kinds.size(), name(), settings, random.split(), outcomes);
    attempts++;
    connection = next;
    isResting = false;
    next.connect(selector);
  }

  /// Passes a tick to the present connection. After the end of the connection, decides when the
  /// next connection is due. Called every [HostileConnection#TICK].
  void onTick(long now) {
    HostileConnection current = connection;
    if (current == null || isResting) {
      return;
    }
    current.onTick(now);
    if (current.isEnded()) {
      isResting = true;
      hasEnded = true;
      long pause = current.kind().pause().toNanos();
      dueAt = now + pause / 2 + random.nextLong(pause);
    }
  }

  /// Returns whether a connection of this client has ended. Any thread may call this.
  boolean hasEnded() {
    return hasEnded;
  }

  void abort() {
    if (connection != null) {
      connection.abort();
    }
  }

  /// Returns a name that is unique in the run. The server may still hold the names of earlier
  /// connections.
  private String name() {
    String prefix = settings.namePrefix();
    return prefix.substring(0, Math.min(prefix.length(), PREFIX_CHARACTERS))
        + "-"
        + Integer.toString(index, BASE_36)
        + "h"
        + Integer.toString(attempts, BASE_36);
  }
}
