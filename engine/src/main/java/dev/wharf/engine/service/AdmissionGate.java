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

/// Counts the sessions of a server, and decides whether a new connection is admitted.
///
/// Each session has a place. An attacker tries to fill **the places of peers that have not logged
/// in**: it connects from many addresses and sends nothing. Three rules keep places free for other
/// peers.
///
/// 1. A network (IPv4 /24, IPv6 /48) has at most [AdmissionLimits#maxUnauthenticatedPerNetwork()]
///    of these places.
/// 2. The last eighth of these places is reserved for networks that have none of them.
/// 3. When no place is free, a new peer takes the place of a silent peer, which has not sent a
///    whole frame within [#FAIR_CHANCE]. Among the [#CANDIDATES] oldest silent peers, the gate
///    displaces the peer whose network has most places. When several networks have equally many, it
///    displaces the oldest of their peers.
///
/// Thread-safe: one lock, held for a few map operations for each connection, not for each packet,
/// and not while a session is closed. The maps do not grow beyond the number of sessions. The
/// arrival rates by address are in a cache of limited size. The session of a displaced peer stays
/// until it has closed. At most as many peers are being displaced at a time as places are reserved.
final class AdmissionGate {
  /// The time that a peer may be silent before it can be displaced. An honest client sends its
  /// first packet as soon as it is connected. The shorter this time is, the more connections a
  /// second an attacker needs: 4,000 to fill 1,000 places within 250 ms.
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

  private final Cache<Prefix, ArrivalRate> rates;

  private int sessions;
  private int unauthenticated;
  private int leaving;

  AdmissionGate(AdmissionLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.rates =
        Caffeine.newBuilder()
            .maximumSize(MAX_RATES)
            .expireAfterAccess(Duration.ofMinutes(1))
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
    this.kept = limits.maxUnauthenticated() / KEPT_SHARE;
  }

  /// The limit because of which a peer is refused.
  enum Refusal {
    FULL,
    TOO_MANY_UNAUTHENTICATED,
    TOO_MANY_FROM_NETWORK,
    TOO_MANY_FROM_ADDRESS,
    TOO_FAST_FROM_ADDRESS;

    /// Returns the limit as a setting of the server's configuration: `admission.max-sessions =
    /// 10000`.
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
    /// @param place the peer's place, which the caller gives back with [#leave]
    /// @param displaced a task that closes the session of another peer, which has lost its place to
    ///   the new peer; the caller runs the task. Null when a place was free
    record Admitted(Place place, @Nullable Runnable displaced) implements Decision {}
  }

  /// The place of a peer, from [#tryEnter] to [#leave]. Its fields are guarded by the gate's lock.
  static final class Place {
    private @Nullable Prefix address;
    private @Nullable Network network;
    private long enteredAt;
    private boolean isUnauthenticated;
    private boolean isDisplaced;
    private @Nullable Runnable end;

    private Place() {}
  }

  /// The number of places that unauthenticated peers of a network have. Guarded by the gate's lock.
  private static final class Network {
    private final Prefix prefix;
    private int held;

    Network(Prefix prefix) {
      this.prefix = prefix;
    }
  }

  /// Admits a peer, or refuses it and names the limit that is reached.
  Decision tryEnter(InetAddress address) {
    long now = nanoTime.getAsLong();
    if (isExempt(address)) {
      return enter(new Place(), null, null, now);
    }
    if (!tryArrive(address, now)) {
      return new Decision.Refused(Refusal.TOO_FAST_FROM_ADDRESS);
    }
    return enter(new Place(), Prefix.ofAddress(address), Prefix.ofNetwork(address), now);
  }

  /// Admits a peer behind a relay, whose address is not known yet, or refuses it. The limits by
  /// address and network do not apply before [#identify].
  Decision tryEnterUnidentified() {
    return enter(new Place(), null, null, nanoTime.getAsLong());
  }

  /// Applies the limits by address and network to a peer whose address has become known. A refused
  /// peer keeps its place until [#leave].
  ///
  /// @param place a place that was taken by [#tryEnterUnidentified]
  Decision identify(Place place, InetAddress address) {
    long now = nanoTime.getAsLong();
    if (isExempt(address)) {
      return new Decision.Admitted(place, null);
    }
    if (!tryArrive(address, now)) {
      return new Decision.Refused(Refusal.TOO_FAST_FROM_ADDRESS);
    }
    return enterAgain(place, Prefix.ofAddress(address), Prefix.ofNetwork(address), now);
  }

  private boolean isExempt(InetAddress address) {
    return limits.exemptLoopback() && address.isLoopbackAddress();
  }

  private boolean tryArrive(InetAddress address, long now) {
    return rates.get(Prefix.ofAddress(address), _ -> new ArrivalRate(now)).tryArrive(now);
  }

  /// Sets the action that ends the session of a place's peer. Before this call the peer cannot be
  /// displaced.
  ///
  /// @param end closes the peer's session; called at most once, without the gate's lock
  synchronized void occupy(Place place, Runnable end) {
    place.end = end;
    if (place.isUnauthenticated) {
      silent.add(place);
    }
  }

  /// Records that the peer has sent a whole frame: it can no longer be displaced.
  synchronized void spoke(Place place) {
    silent.remove(place);
  }

  /// Records that the peer has logged in. A second call, or a call after [#leave], does nothing.
  synchronized void authenticated(Place place) {
    giveBackUnauthenticated(place);
  }

  /// Gives a place back. Called once for each place.
  synchronized void leave(Place place) {
    giveBack(place);
  }

  private void giveBack(Place place) {
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

  /// Admits or refuses a peer. When several limits are reached, the refusal names the limit that
  /// concerns most peers: the limit of an address does not matter while all places are taken.
  private synchronized Decision enter(
      Place place, @Nullable Prefix address, @Nullable Prefix networkKey, long now) {
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
    take(place, address, networkKey, now);
    return new Decision.Admitted(place, displaced);
  }

  /// Gives a place back, and lets its peer enter again with its address. The time in which the peer
  /// may be silent begins again, because the peer could not send before. A displaced peer keeps its
  /// place, because its session is being closed.
  private synchronized Decision enterAgain(
      Place place, Prefix address, Prefix networkKey, long now) {
    if (place.isDisplaced) {
      return new Decision.Admitted(place, null);
    }
    boolean wasSilent = silent.contains(place);
    boolean wasUnauthenticated = place.isUnauthenticated;
    giveBack(place);
    Decision decision = enter(place, address, networkKey, now);
    if (decision instanceof Decision.Refused) {
      take(place, null, null, now);
    } else if (wasSilent) {
      silent.add(place);
    }
    if (!wasUnauthenticated) {
      giveBackUnauthenticated(place);
    }
    return decision;
  }

  /// Returns the limit because of which the network has no free place; null when there is a free
  /// place.
  private @Nullable Refusal noPlaceFor(@Nullable Network network) {
    if (sessions >= limits.maxSessions()) {
      return Refusal.FULL;
    }
    int open = limits.maxUnauthenticated() - (network == null ? 0 : kept);
    return unauthenticated >= open ? Refusal.TOO_MANY_UNAUTHENTICATED : null;
  }

  private void take(Place place, @Nullable Prefix address, @Nullable Prefix networkKey, long now) {
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
    place.address = address;
    place.network = network;
    place.enteredAt = now;
    place.isUnauthenticated = true;
  }

  /// Returns the silent peer to displace. Returns null when there is none, or when too many
  /// displaced peers have not left yet.
  ///
  /// @param network the network in which to search; null for all networks
  /// @param before the latest time at which the displaced peer may have entered
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

  /// The leading bits of an address: the bits that all addresses of one subscriber, or of one
  /// network, have in common.
  private record Prefix(long bits, int length) {
    private static final int OF_V4_ADDRESS = 32;
    private static final int OF_V4_NETWORK = 24;

    /// The prefix length of the smallest block that one subscriber gets (RFC 6177).
    private static final int OF_V6_ADDRESS = 64;

    /// The prefix length of the largest block that one site gets. An attacker may use the whole
    /// block.
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

  /// A token bucket for the new connections of one address. It fills at the allowed rate, up to the
  /// connections of one second.
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
