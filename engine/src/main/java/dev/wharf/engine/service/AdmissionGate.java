package dev.wharf.engine.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.wharf.engine.AdmissionLimits;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Counts who is in, and decides who may come in.
///
/// An attacker fills **the places of peers that have not logged in**: it connects from many
/// addresses and sends nothing. Three rules keep these places open for other peers.
///
/// 1. A network (IPv4 /24, IPv6 /48) holds no more than
///    [AdmissionLimits#maxUnauthenticatedPerNetwork()] of them.
/// 2. The last eighth of them is kept for networks that hold none.
/// 3. When no place is left, a newcomer takes the place of a silent peer: one that has not sent a
///    whole frame for [#FAIR_CHANCE]. The gate takes the [#CANDIDATES] oldest silent peers, and
///    displaces the one whose network holds most places; among equals the oldest.
///
/// Thread-safe: one lock, held for a few map operations per connection, never per packet, and never
/// while a session is closed. Nothing in it grows beyond the number of sessions, except the arrival
/// rates by address, which a cache bounds. Displaced peers keep their session until it has closed;
/// there are no more of these at a time than kept places.
final class AdmissionGate {
  /// How long a peer may be silent before it can be displaced. A client speaks as soon as it is
  /// connected, so that its first packet is right behind the one that completes the connection. The
  /// shorter this is, the more connections a second an attacker needs: 1,000 places in 250 ms are
  /// 4,000 a second.
  static final Duration FAIR_CHANCE = Duration.ofMillis(250);

  private static final long CHANCE_NANOS = FAIR_CHANCE.toNanos();
  private static final int CANDIDATES = 16;
  private static final int KEPT_SHARE = 8;
  private static final int MAX_RATES = 100_000;

  private final AdmissionLimits limits;
  private final LongSupplier nanoTime;
  private final int kept;
  private final Map<Prefix, Integer> perAddress = new HashMap<>();
  private final Map<Prefix, Network> networks = new HashMap<>();

  /// Places of peers that have not sent a whole frame, the oldest first.
  private final LinkedHashSet<Place> silent = new LinkedHashSet<>();

  private final Cache<Prefix, ArrivalRate> rates =
      Caffeine.newBuilder()
          .maximumSize(MAX_RATES)
          .expireAfterAccess(Duration.ofMinutes(1))
          .executor(Runnable::run)
          .build();

  private int sessions;
  private int unauthenticated;
  private int leaving;

  AdmissionGate(AdmissionLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.kept = limits.maxUnauthenticated() / KEPT_SHARE;
  }

  /// Why a peer was not let in.
  enum Refusal {
    FULL,
    TOO_MANY_UNAUTHENTICATED,
    TOO_MANY_FROM_NETWORK,
    TOO_MANY_FROM_ADDRESS,
    TOO_FAST_FROM_ADDRESS;

    /// The limit as the server's configuration has it: `admission.max-sessions = 10000`.
    String setting(AdmissionLimits limits) {
      return switch (this) {
        case FULL -> "admission.max-sessions = " + limits.maxSessions();
        case TOO_MANY_UNAUTHENTICATED ->
            "admission.max-unauthenticated = " + limits.maxUnauthenticated();
        case TOO_MANY_FROM_NETWORK ->
            "admission.max-unauthenticated-per-network = " + limits.maxUnauthenticatedPerNetwork();
        case TOO_MANY_FROM_ADDRESS -> "admission.max-per-address = " + limits.maxPerAddress();
        case TOO_FAST_FROM_ADDRESS ->
            "admission.new-per-second-per-address = " + limits.newPerSecondPerAddress();
      };
    }
  }

  /// The decision about a peer that connects.
  sealed interface Decision {
    /// The peer is refused.
    record Refused(Refusal reason) implements Decision {}

    /// The peer is admitted, as unauthenticated.
    ///
    /// @param place to be given back with [#leave]
    /// @param displaced ends the peer that has lost its place to this one; to be run by the caller.
    ///   Null when a place was free
    record Admitted(Place place, @Nullable Runnable displaced) implements Decision {}
  }

  /// The place of a peer, from [#tryEnter] to [#leave]. Its fields are guarded by the gate's lock.
  static final class Place {
    private final @Nullable Prefix address;
    private final @Nullable Network network;
    private final long enteredAt;
    private boolean isUnauthenticated = true;
    private boolean isDisplaced;
    private @Nullable Runnable end;

    private Place(@Nullable Prefix address, @Nullable Network network, long enteredAt) {
      this.address = address;
      this.network = network;
      this.enteredAt = enteredAt;
    }
  }

  /// How many places of unauthenticated peers a network holds. Guarded by the gate's lock.
  private static final class Network {
    private final Prefix prefix;
    private int held;

    Network(Prefix prefix) {
      this.prefix = prefix;
    }
  }

  /// Lets a peer in, or says why not.
  Decision tryEnter(InetAddress address) {
    long now = nanoTime.getAsLong();
    if (limits.exemptLoopback() && address.isLoopbackAddress()) {
      return enter(null, null, now);
    }
    Prefix key = Prefix.ofAddress(address);
    if (!rates.get(key, _ -> new ArrivalRate(now)).tryArrive(now)) {
      return new Decision.Refused(Refusal.TOO_FAST_FROM_ADDRESS);
    }
    return enter(key, Prefix.ofNetwork(address), now);
  }

  /// Says how the peer of a place is ended. Before that it cannot be displaced.
  ///
  /// @param end closes the peer's session; called at most once, without the gate's lock
  synchronized void occupy(Place place, Runnable end) {
    place.end = end;
    if (place.isUnauthenticated) {
      silent.add(place);
    }
  }

  /// The peer has sent a whole frame: it cannot be displaced any more.
  synchronized void spoke(Place place) {
    silent.remove(place);
  }

  /// The peer has logged in. Doing it again, or after [#leave], does nothing.
  synchronized void authenticated(Place place) {
    giveBackUnauthenticated(place);
  }

  /// Gives a place back; once for each.
  synchronized void leave(Place place) {
    giveBackUnauthenticated(place);
    if (place.isDisplaced) {
      leaving--;
    } else {
      sessions--;
    }
    if (place.address != null) {
      perAddress.computeIfPresent(place.address, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /// Admits or refuses a peer. Of several reached limits, the refusal names the widest one: an
  /// address's share does not matter while all places are taken.
  private synchronized Decision enter(
      @Nullable Prefix address, @Nullable Prefix networkKey, long now) {
    Network network = networkKey == null ? null : networks.get(networkKey);
    Refusal refusal = noPlaceFor(network);
    if (address != null && perAddress.getOrDefault(address, 0) >= limits.maxPerAddress()) {
      return new Decision.Refused(refusal == null ? Refusal.TOO_MANY_FROM_ADDRESS : refusal);
    }
    boolean networkIsFull =
        network != null && network.held >= limits.maxUnauthenticatedPerNetwork();
    if (refusal == null && networkIsFull) {
      refusal = Refusal.TOO_MANY_FROM_NETWORK;
    }
    Runnable displaced = null;
    if (refusal != null) {
      Place silentOne = victim(networkIsFull ? network : null, now - CHANCE_NANOS);
      if (silentOne == null) {
        return new Decision.Refused(refusal);
      }
      displaced = displace(silentOne);
    }
    return new Decision.Admitted(take(address, networkKey, now), displaced);
  }

  /// Why there is no free place for a peer of a network; null when there is one.
  private @Nullable Refusal noPlaceFor(@Nullable Network network) {
    if (sessions >= limits.maxSessions()) {
      return Refusal.FULL;
    }
    int open = limits.maxUnauthenticated() - (network == null ? 0 : kept);
    return unauthenticated >= open ? Refusal.TOO_MANY_UNAUTHENTICATED : null;
  }

  private Place take(@Nullable Prefix address, @Nullable Prefix networkKey, long now) {
    Network network =
        networkKey == null ? null : networks.computeIfAbsent(networkKey, Network::new);
    if (network != null) {
      network.held++;
    }
    if (address != null) {
      perAddress.merge(address, 1, Integer::sum);
    }
    sessions++;
    unauthenticated++;
    return new Place(address, network, now);
  }

  /// The silent peer that has to go; null when there is none, or enough are leaving already.
  ///
  /// @param network the network that it must be of; null for any
  /// @param before when it must have entered, at the latest
  private @Nullable Place victim(@Nullable Network network, long before) {
    if (leaving >= Math.max(1, kept)) {
      return null;
    }
    Place found = null;
    int looked = 0;
    for (Place place : silent) {
      if (place.enteredAt - before > 0 || looked == CANDIDATES) {
        break;
      }
      if (network == null) {
        looked++;
        found = found == null || held(place) > held(found) ? place : found;
      } else if (place.network == network) {
        return place;
      }
    }
    return found;
  }

  private static int held(Place place) {
    return place.network == null ? 0 : place.network.held;
  }

  private Runnable displace(Place place) {
    giveBackUnauthenticated(place);
    place.isDisplaced = true;
    sessions--;
    leaving++;
    return Objects.requireNonNull(place.end);
  }

  private void giveBackUnauthenticated(Place place) {
    if (!place.isUnauthenticated) {
      return;
    }
    place.isUnauthenticated = false;
    unauthenticated--;
    silent.remove(place);
    Network network = place.network;
    if (network != null && --network.held == 0) {
      networks.remove(network.prefix);
    }
  }

  /// The leading bits of an address: those of one subscriber, or of a network.
  private record Prefix(long bits, int length) {
    private static final int OF_V4_ADDRESS = 32;
    private static final int OF_V4_NETWORK = 24;

    /// The least that one subscriber is given (RFC 6177).
    private static final int OF_V6_ADDRESS = 64;

    /// The prefix length of the largest block that a site is given. An attacker has all of it.
    private static final int OF_V6_NETWORK = 48;

    static Prefix ofAddress(InetAddress address) {
      return of(address, OF_V4_ADDRESS, OF_V6_ADDRESS);
    }

    static Prefix ofNetwork(InetAddress address) {
      return of(address, OF_V4_NETWORK, OF_V6_NETWORK);
    }

    private static Prefix of(InetAddress address, int v4Length, int v6Length) {
      byte[] bytes = Arrays.copyOf(address.getAddress(), Long.BYTES);
      int length = address instanceof Inet6Address ? v6Length : v4Length;
      return new Prefix(ByteBuffer.wrap(bytes).getLong() >>> (Long.SIZE - length), length);
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
