package dev.wharf.server.admin;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Slows down those who guess the token: after so many wrong ones, none is looked at any more until
/// a minute after the first of them, the right one neither.
///
/// All addresses share one count, but for those from which the right token has come: each of these
/// has one of its own, so that no stranger shuts out an operator. The same wrong token again, as of
/// a page that asks each second, is no further guess. Thread-safe.
final class WrongTokenLimit {
  static final int MOST_WRONG = 10;
  static final Duration WINDOW = Duration.ofMinutes(1);

  /// Addresses remembered from which the right token has come; the one unheard of for longest goes.
  static final int MOST_KNOWN = 16;

  private static final Logger log = LoggerFactory.getLogger(WrongTokenLimit.class);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private final Count strangers = new Count();
  private final Map<InetAddress, Count> known = new Known();

  private static final class Count {
    private int wrong;
    private long begunAt;
    private String last = "";
  }

  private static final class Known extends LinkedHashMap<InetAddress, Count> {
    private static final long serialVersionUID = 1;

    Known() {
      super(MOST_KNOWN, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<InetAddress, Count> eldest) {
      return size() > MOST_KNOWN;
    }
  }

  /// @param nanoTime the clock
  WrongTokenLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Takes a try into account, unless there were too many.
  ///
  /// @param token as it came
  /// @return 0 when it counts; else for how many seconds none does
  synchronized long take(InetAddress from, String token, boolean isRight) {
    Count count = known.getOrDefault(from, strangers);
    long left = count.begunAt + WINDOW.toNanos() - nanoTime.getAsLong();
    if (count.wrong > 0 && left <= 0) {
      count.wrong = 0;
      count.last = "";
    }
    if (count.wrong == MOST_WRONG) {
      return Math.ceilDiv(left, SECOND);
    }
    if (isRight) {
      known.computeIfAbsent(from, _ -> new Count());
    } else if (!token.equals(count.last)) {
      addWrong(count, token, from);
    }
    return 0;
  }

  private void addWrong(Count count, String token, InetAddress from) {
    if (count.wrong++ == 0) {
      count.begunAt = nanoTime.getAsLong();
    }
    count.last = token;
    if (count.wrong == MOST_WRONG) {
      log.warn(
          "{} wrong tokens within a minute, the last from {}: none is looked at for the rest of it",
          MOST_WRONG,
          from.getHostAddress());
    }
  }
}
