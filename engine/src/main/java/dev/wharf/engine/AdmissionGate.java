package dev.wharf.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Counts who is in, and says who may come in. Thread-safe; nothing in it grows beyond the number
/// of sessions, but for the rates by address, which a cache bounds.
final class AdmissionGate {
  private static final int MAX_RATES = 100_000;

  private final AdmissionLimits limits;
  private final LongSupplier nanoTime;
  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicInteger unauthenticated = new AtomicInteger();
  private final ConcurrentHashMap<AddressKey, Integer> perAddress = new ConcurrentHashMap<>();
  private final Cache<AddressKey, ArrivalRate> rates =
      Caffeine.newBuilder()
          .maximumSize(MAX_RATES)
          .expireAfterAccess(Duration.ofMinutes(1))
          .executor(Runnable::run)
          .build();

  AdmissionGate(AdmissionLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /// Why a peer was not let in.
  enum Refusal {
    FULL,
    TOO_MANY_UNAUTHENTICATED,
    TOO_MANY_FROM_ADDRESS,
    TOO_FAST_FROM_ADDRESS
  }

  /// Lets a peer in, as unauthenticated, or says why not. Each peer let in is to be given back with
  /// [#leave].
  @Nullable Refusal tryEnter(InetAddress address) {
    if (!incrementBelow(sessions, limits.maxSessions())) {
      return Refusal.FULL;
    }
    if (!incrementBelow(unauthenticated, limits.maxUnauthenticated())) {
      sessions.decrementAndGet();
      return Refusal.TOO_MANY_UNAUTHENTICATED;
    }
    Refusal refusal = tryEnterFrom(address);
    if (refusal != null) {
      sessions.decrementAndGet();
      unauthenticated.decrementAndGet();
    }
    return refusal;
  }

  /// Takes a peer out of the unauthenticated ones; once for each.
  void authenticated() {
    unauthenticated.decrementAndGet();
  }

  /// Gives back what [#tryEnter] took; once for each peer.
  void leave(InetAddress address, boolean wasAuthenticated) {
    sessions.decrementAndGet();
    if (!wasAuthenticated) {
      unauthenticated.decrementAndGet();
    }
    if (!isExempt(address)) {
      perAddress.computeIfPresent(
          AddressKey.of(address), (key, count) -> count == 1 ? null : count - 1);
    }
  }

  private @Nullable Refusal tryEnterFrom(InetAddress address) {
    if (isExempt(address)) {
      return null;
    }
    AddressKey key = AddressKey.of(address);
    if (!rates
        .get(key, k -> new ArrivalRate(nanoTime.getAsLong()))
        .tryArrive(nanoTime.getAsLong())) {
      return Refusal.TOO_FAST_FROM_ADDRESS;
    }
    int most = limits.maxPerAddress();
    boolean[] entered = new boolean[1];
    perAddress.compute(
        key,
        (k, count) -> {
          int present = count == null ? 0 : count;
          entered[0] = present < most;
          return entered[0] ? Integer.valueOf(present + 1) : count;
        });
    return entered[0] ? null : Refusal.TOO_MANY_FROM_ADDRESS;
  }

  private boolean isExempt(InetAddress address) {
    return limits.exemptLoopback() && address.isLoopbackAddress();
  }

  private static boolean incrementBelow(AtomicInteger counter, int limit) {
    if (counter.incrementAndGet() <= limit) {
      return true;
    }
    counter.decrementAndGet();
    return false;
  }

  /// An IPv4 address, or the /64 of an IPv6 address: the least that one subscriber is given (RFC
  /// 6177).
  private record AddressKey(long bits, boolean v6) {
    static AddressKey of(InetAddress address) {
      byte[] bytes = address.getAddress();
      long bits = 0;
      for (byte b : Arrays.copyOf(bytes, Math.min(bytes.length, 8))) {
        bits = bits << 8 | (b & 0xff);
      }
      return new AddressKey(bits, address instanceof Inet6Address);
    }
  }

  /// A token bucket: filled at the allowed rate, up to one second's worth.
  private final class ArrivalRate {
    private double tokens = limits.newPerSecondPerAddress();
    private long filledAt;

    ArrivalRate(long now) {
      this.filledAt = now;
    }

    synchronized boolean tryArrive(long now) {
      double perSecond = limits.newPerSecondPerAddress();
      tokens = Math.min(perSecond, tokens + (now - filledAt) * perSecond / 1e9);
      filledAt = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }
}
