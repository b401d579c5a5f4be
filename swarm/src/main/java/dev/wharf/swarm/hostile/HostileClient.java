package dev.wharf.swarm.hostile;

import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One that makes hostile connections, one after another. For the crew's thread alone.
final class HostileClient {
  private static final long SPREAD_OF_SEEDS = 0x9E37_79B9_7F4A_7C15L;
  private static final int BASE_36 = 36;

  /// A name has 24 characters: this leaves room for 60 million attempts of
  /// [HostilePlan#MAX_CLIENTS].
  private static final int PREFIX_CHARACTERS = 14;

  private final int index;
  private final List<HostileKind> kinds;
  private final HostileSettings settings;
  private final SplittableRandom random;
  private @Nullable HostileConnection connection;
  private int attempts;
  private boolean isResting;
  private long dueAt;

  /// @param kinds what it does, in turn: first what the server has to end soonest, so that in a
  ///   short run as many as can have their turn
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

  /// What it will do next.
  HostileKind nextKind() {
    return kinds.get(attempts % kinds.size());
  }

  /// Whether it is time for its next connection.
  boolean isDue(long now) {
    return (connection == null || isResting) && now - dueAt >= 0;
  }

  /// Whether it has a kind to do that the run cannot end without. For one of them it leaves what it
  /// is at, unless that is another.
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

  /// Those that do the same do not begin with the same variant of it.
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

  /// No other of the run has it: a server may still hold those of the connections before.
  private String name() {
    String prefix = settings.namePrefix();
    return prefix.substring(0, Math.min(prefix.length(), PREFIX_CHARACTERS))
        + "-"
        + Integer.toString(index, BASE_36)
        + "h"
        + Integer.toString(attempts, BASE_36);
  }
}
