package dev.wharf.server.admin.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Limits the number of wrong tokens per minute, so that nobody can guess the token. After
/// [#MOST_WRONG] wrong tokens every token is refused, even the right one, until a minute after the
/// first of the wrong tokens.
///
/// All addresses share one count, so that an attacker with many addresses has no more tries. An
/// address that has sent the right token gets its own count, so that strangers cannot lock an
/// operator out. The same wrong token in succession counts once, because the live page repeats its
/// request every second. Thread-safe.
public final class WrongTokenLimit {
  /// The number of wrong tokens after which all tokens are refused.
  public static final int MOST_WRONG = 10;

  static final Duration WINDOW = Duration.ofMinutes(1);

  /// The largest number of addresses that are remembered because they have sent the right token.
  /// Above this number, the least recently used address is forgotten.
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

  /// Creates a limit with no wrong tokens.
  ///
  /// @param nanoTime returns the time in nanoseconds
  public WrongTokenLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Records a token that an address has sent, unless the limit is reached.
  ///
  /// @param token the token as received
  /// @return 0 when the token may be used; else the seconds until a token is accepted again
  synchronized long record(InetAddress from, String token, boolean isRight) {
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
          "{} wrong tokens within a minute, the last from {}: refusing all tokens for the rest of"
              + " it",
          MOST_WRONG,
          from.getHostAddress());
    }
  }
}
