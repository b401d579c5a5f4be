package dev.wharf.server.password;

import dev.wharf.engine.runtime.EngineRuntime;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts the wrong passwords of each network (IPv4: a /24, IPv6: a /48), so that nobody can try
/// many, or keep the threads of the hashes busy. After too many in a minute, the network must wait
/// until the minute is over. Thread-safe.
final class GuessLimit {
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();
  private static final int IPV4_BYTES = 4;
  private static final int IPV4_NETWORK_BYTES = 3;
  private static final int IPV6_NETWORK_BYTES = 6;

  /// The most networks that are remembered. The one with the oldest minute is forgotten first.
  private static final int MOST_NETWORKS = 10_000;

  private final EngineRuntime runtime;
  private final int most;

  /// In the order of the beginnings of their minutes. Guarded by this object.
  private final Map<ByteBuffer, Minute> minutes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Minute> eldest) {
          return size() > MOST_NETWORKS;
        }
      };

  /// @param count the wrong passwords since the beginning
  private record Minute(long beginning, int count) {}

  /// @param most the most wrong passwords of a network in a minute
  GuessLimit(EngineRuntime runtime, int most) {
    this.runtime = runtime;
    this.most = most;
  }

  /// Checks that a network may try a password.
  ///
  /// @throws HashesBusyException when it must wait
  synchronized void check(InetAddress from) throws HashesBusyException {
    Minute minute = minutes.get(networkOf(from));
    if (minute != null && minute.count >= most) {
      long left = minute.beginning + WINDOW - runtime.nanoTime();
      if (left > 0) {
        throw new HashesBusyException(Duration.ofNanos(left));
      }
    }
  }

  /// Counts a wrong password.
  synchronized void onWrong(InetAddress from) {
    ByteBuffer network = networkOf(from);
    long now = runtime.nanoTime();
    Minute minute = minutes.get(network);
    if (minute == null || now - minute.beginning >= WINDOW) {
      minutes.remove(network);
      minutes.put(network, new Minute(now, 1));
    } else {
      minutes.put(network, new Minute(minute.beginning, minute.count + 1));
    }
  }

  private static ByteBuffer networkOf(InetAddress address) {
    byte[] bytes = address.getAddress();
    int length = bytes.length == IPV4_BYTES ? IPV4_NETWORK_BYTES : IPV6_NETWORK_BYTES;
    return ByteBuffer.wrap(Arrays.copyOf(bytes, length));
  }
}
