package dev.wharf.swarm.hostile;

import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One hostile client. It opens hostile connections one after another. Confined to the thread of
/// the [HostileClients].
final class HostileClient {
  private static final long SPREAD_OF_SEEDS = 0x9E37_79B9_7F4A_7C15L;
  private static final int BASE_36 = 36;

  /// A name may have 24 characters. The rest is enough for 60 million attempts of each of
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

  /// @param kinds the kinds of its connections, in turn. The client starts with the kind of the
  ///   shortest bound, so that a short run has as many kinds as possible
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

  /// The kind of the next connection.
  HostileKind nextKind() {
    return kinds.get(attempts % kinds.size());
  }

  /// Whether the next connection is due.
  boolean isDue(long now) {
    return (connection == null || isResting) && now - dueAt >= 0;
  }

  /// Selects an awaited kind as the next one: a kind without which the run must not end. Aborts the
  /// present connection for it, unless that is of an awaited kind itself.
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

  /// Called every [HostileConnection#TICK].
  void onTick(long now) {
    HostileConnection current = connection;
    if (current == null || isResting) {
      return;
    }
    current.onTick(now);
    if (current.isEnded()) {
      isResting = true;
      long pause = current.kind().pause().toNanos();
      dueAt = now + pause / 2 + random.nextLong(pause);
    }
  }

  void abort() {
    if (connection != null) {
      connection.abort();
    }
  }

  /// A name that is unique in the run, because the server may still hold the names of earlier
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
