package dev.wharf.engine.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.EngineFixture;
import dev.wharf.engine.Peers;
import dev.wharf.engine.Probe;
import dev.wharf.engine.Probes;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionOptions;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionGateTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private long now = Long.MAX_VALUE - 1000;

  private Door gate(int sessions, int unauthenticated, int perAddress, int perSecond) {
    return gate(
        new AdmissionLimits(
            sessions, unauthenticated, unauthenticated, perAddress, perSecond, true));
  }

  private Door gate(AdmissionLimits limits) {
    return new Door(new AdmissionGate(limits, () -> now));
  }

  /// An admission gate, and the peers that it has admitted.
  private static final class Door {
    private final AdmissionGate gate;
    private final Map<InetAddress, Deque<AdmissionGate.Place>> inside = new HashMap<>();
    private final List<InetAddress> displaced = new ArrayList<>();

    Door(AdmissionGate gate) {
      this.gate = gate;
    }

    /// Asks the gate to admit a peer.
    ///
    /// @return the reason why the gate refuses the peer; null when it admits the peer
    AdmissionGate.@Nullable Refusal tryEnter(InetAddress address) {
      return switch (gate.tryEnter(address)) {
        case AdmissionGate.Decision.Refused(AdmissionGate.Refusal reason) -> reason;
        case AdmissionGate.Decision.Admitted(
                AdmissionGate.Place place,
                @Nullable Runnable displacing) -> {
          if (displacing != null) {
            displacing.run();
          }
          inside.computeIfAbsent(address, _ -> new ArrayDeque<>()).add(place);
          gate.occupy(place, () -> displaced.add(address));
          yield null;
        }
      };
    }

    void spoke(InetAddress address) {
      gate.spoke(places(address).getFirst());
    }

    void authenticated(InetAddress address) {
      gate.authenticated(places(address).getFirst());
    }

    void leave(InetAddress address) {
      gate.leave(places(address).removeFirst());
    }

    void leaveAll() {
      inside.keySet().forEach(address -> places(address).forEach(gate::leave));
      inside.clear();
      displaced.clear();
    }

    /// Returns the addresses of the displaced peers, in the order in which they were displaced.
    List<InetAddress> displaced() {
      return displaced;
    }

    private Deque<AdmissionGate.Place> places(InetAddress address) {
      return Objects.requireNonNull(inside.get(address));
    }
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static InetAddress v4(int number) {
    return address("203." + number / 256 + "." + number % 256 + ".1");
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void admitsNoMoreThanTheTotal() {
    Door gate = gate(3, 3, 3, 100);
    for (int i = 0; i < 3; i++) {
      assertThat(gate.tryEnter(v4(i))).isNull();
    }
    assertThat(gate.tryEnter(v4(9))).isEqualTo(AdmissionGate.Refusal.FULL);
    gate.leave(v4(0));
    assertThat(gate.tryEnter(v4(9))).isNull();
    assertThat(gate.tryEnter(v4(0))).isEqualTo(AdmissionGate.Refusal.FULL);
  }

  @Test
  void admitsNoMoreThanTheLimitOfUnauthenticated() {
    Door gate = gate(10, 2, 10, 100);
    assertThat(gate.tryEnter(v4(0))).isNull();
    assertThat(gate.tryEnter(v4(1))).isNull();
    assertThat(gate.tryEnter(v4(2))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
    gate.authenticated(v4(0));
    assertThat(gate.tryEnter(v4(2))).isNull();
    gate.leave(v4(0));
    assertThat(gate.tryEnter(v4(3))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
    gate.leave(v4(1));
    assertThat(gate.tryEnter(v4(3))).isNull();
  }

  @Test
  void admitsNoMoreThanTheLimitOfAnAddress() {
    Door gate = gate(10, 10, 2, 100);
    assertThat(gate.tryEnter(v4(1))).isNull();
    assertThat(gate.tryEnter(v4(1))).isNull();
    assertThat(gate.tryEnter(v4(1))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_ADDRESS);
    assertThat(gate.tryEnter(v4(2))).as("another address").isNull();
    gate.leave(v4(1));
    assertThat(gate.tryEnter(v4(1))).isNull();
  }

  @Test
  void countsAnIpv6PrefixOf64BitsAsOneAddress() {
    Door gate = gate(10, 10, 2, 100);
    assertThat(gate.tryEnter(address("2001:db8:0:1::1"))).isNull();
    assertThat(gate.tryEnter(address("2001:db8:0:1:ffff:ffff:ffff:ffff"))).isNull();
    assertThat(gate.tryEnter(address("2001:db8:0:1:1234::")))
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_ADDRESS);
    assertThat(gate.tryEnter(address("2001:db8:0:2::1"))).as("the next /64").isNull();
    assertThat(gate.tryEnter(address("0:0:cb00:1::"))).as("not the IPv4 address").isNull();
    assertThat(gate.tryEnter(address("203.0.0.1"))).isNull();
  }

  @Test
  void admitsNoMoreThanTheRateOfAnAddress() {
    Door gate = gate(1000, 1000, 1000, 4);
    for (int i = 0; i < 4; i++) {
      assertThat(gate.tryEnter(v4(1))).as("the burst").isNull();
    }
    assertThat(gate.tryEnter(v4(1))).isEqualTo(AdmissionGate.Refusal.TOO_FAST_FROM_ADDRESS);
    assertThat(gate.tryEnter(v4(2))).as("another address").isNull();
    pass(Duration.ofMillis(249));
    assertThat(gate.tryEnter(v4(1))).isEqualTo(AdmissionGate.Refusal.TOO_FAST_FROM_ADDRESS);
    pass(Duration.ofMillis(2));
    assertThat(gate.tryEnter(v4(1))).isNull();
    assertThat(gate.tryEnter(v4(1))).isEqualTo(AdmissionGate.Refusal.TOO_FAST_FROM_ADDRESS);
    pass(Duration.ofHours(1));
    for (int i = 0; i < 4; i++) {
      assertThat(gate.tryEnter(v4(1))).as("no more than a second's worth is saved up").isNull();
    }
    assertThat(gate.tryEnter(v4(1))).isEqualTo(AdmissionGate.Refusal.TOO_FAST_FROM_ADDRESS);
  }

  @Test
  void exemptsLoopbackFromTheLimitsByAddressOnlyWhenConfigured() {
    Door sparing = gate(5, 5, 1, 1);
    for (int i = 0; i < 5; i++) {
      assertThat(sparing.tryEnter(LOOPBACK)).isNull();
    }
    assertThat(sparing.tryEnter(LOOPBACK)).isEqualTo(AdmissionGate.Refusal.FULL);
    Door strict = gate(new AdmissionLimits(5, 5, 5, 1, 5, false));
    assertThat(strict.tryEnter(LOOPBACK)).isNull();
    assertThat(strict.tryEnter(LOOPBACK)).isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_ADDRESS);
  }

  @Test
  void doesNotCountARefusedPeer() {
    Door gate = gate(4, 2, 1, 100);
    assertThat(gate.tryEnter(v4(1))).isNull();
    for (int i = 0; i < 50; i++) {
      assertThat(gate.tryEnter(v4(1))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_ADDRESS);
    }
    assertThat(gate.tryEnter(v4(2))).isNull();
    for (int i = 0; i < 50; i++) {
      assertThat(gate.tryEnter(v4(3))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
    }
    gate.leave(v4(1));
    gate.leave(v4(2));
    assertThat(gate.tryEnter(v4(3))).isNull();
    assertThat(gate.tryEnter(v4(4))).isNull();
  }

  @Test
  void isEmptyAgainWhenAllPeersHaveLeft() {
    Door gate = gate(7, 7, 2, 1000);
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 7; i++) {
        assertThat(gate.tryEnter(v4(i / 2))).isNull();
      }
      assertThat(gate.tryEnter(v4(99))).isEqualTo(AdmissionGate.Refusal.FULL);
      for (int i = 0; i < 7; i++) {
        if (i % 3 == 0) {
          gate.authenticated(v4(i / 2));
        }
        gate.leave(v4(i / 2));
      }
    }
  }

  /// Returns limits for connections that have not logged in. All other limits are too high to be
  /// reached.
  ///
  /// @param all the most connections that have not logged in
  /// @param network the most connections of one network that have not logged in
  private static AdmissionLimits places(int all, int network) {
    return new AdmissionLimits(1000, all, network, 1000, 1000, true);
  }

  @Test
  void admitsNoMoreThanTheLimitOfUnauthenticatedOfANetwork() {
    Door gate = gate(places(100, 2));
    assertThat(gate.tryEnter(address("203.0.113.1"))).isNull();
    assertThat(gate.tryEnter(address("203.0.113.254"))).isNull();
    assertThat(gate.tryEnter(address("203.0.113.7")))
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_NETWORK);
    assertThat(gate.tryEnter(address("203.0.114.7"))).as("the next /24").isNull();
    gate.authenticated(address("203.0.113.1"));
    assertThat(gate.tryEnter(address("203.0.113.7"))).as("one has logged in").isNull();
    gate.leave(address("203.0.113.254"));
    assertThat(gate.tryEnter(address("203.0.113.8"))).as("one session has ended").isNull();
    assertThat(gate.tryEnter(address("203.0.113.9")))
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_NETWORK);
  }

  @Test
  void countsAnIpv6PrefixOf48BitsAsOneNetwork() {
    Door gate = gate(places(100, 2));
    assertThat(gate.tryEnter(address("2001:db8:7:1::1"))).isNull();
    assertThat(gate.tryEnter(address("2001:db8:7:ffff::1"))).isNull();
    assertThat(gate.tryEnter(address("2001:db8:7:2::1")))
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_NETWORK);
    assertThat(gate.tryEnter(address("2001:db8:8:2::1"))).as("the next /48").isNull();
    assertThat(gate.tryEnter(address("32.1.13.1"))).as("not the IPv4 network").isNull();
  }

  @Test
  void reservesPlacesForNetworksThatHoldNone() {
    Door gate = gate(places(16, 16));
    for (int i = 0; i < 14; i++) {
      assertThat(gate.tryEnter(address("203.0.113." + i))).isNull();
    }
    assertThat(gate.tryEnter(address("203.0.113.14")))
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
    assertThat(gate.tryEnter(address("198.51.100.1"))).as("holds none").isNull();
    assertThat(gate.tryEnter(address("198.51.100.1")))
        .as("holds one")
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
    assertThat(gate.tryEnter(address("198.51.101.1"))).as("holds none").isNull();
    assertThat(gate.tryEnter(address("198.51.102.1")))
        .as("nothing is left")
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
  }

  @Test
  void displacesTheOldestSilentPeerRatherThanRefuseTheNext() {
    Door gate = gate(places(4, 4));
    for (int i = 0; i < 4; i++) {
      assertThat(gate.tryEnter(v4(i))).isNull();
      pass(Duration.ofMillis(1));
    }
    gate.spoke(v4(0));
    gate.authenticated(v4(1));
    assertThat(gate.tryEnter(v4(4))).as("the place of the one that has logged in").isNull();
    assertThat(gate.tryEnter(v4(5)))
        .as("every peer is within its fair chance")
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
    pass(AdmissionGate.FAIR_CHANCE);
    assertThat(gate.tryEnter(v4(5))).isNull();
    assertThat(gate.displaced()).containsExactly(v4(2));
    gate.leave(v4(2));
    assertThat(gate.tryEnter(v4(6))).isNull();
    gate.leave(v4(3));
    assertThat(gate.tryEnter(v4(7))).isNull();
    gate.leave(v4(4));
    assertThat(gate.displaced()).containsExactly(v4(2), v4(3), v4(4));
    assertThat(gate.tryEnter(v4(8)))
        .as("one peer has spoken, the others are within their fair chance")
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
  }

  @Test
  void displacesASilentPeerOfTheNetworkThatIsFull() {
    Door gate = gate(places(100, 2));
    assertThat(gate.tryEnter(address("198.51.100.1"))).isNull();
    assertThat(gate.tryEnter(address("203.0.113.1"))).isNull();
    assertThat(gate.tryEnter(address("203.0.113.2"))).isNull();
    pass(AdmissionGate.FAIR_CHANCE);
    assertThat(gate.tryEnter(address("203.0.113.3"))).isNull();
    assertThat(gate.displaced()).containsExactly(address("203.0.113.1"));
  }

  @Test
  void displacesASilentPeerWhenAllPlacesAreTaken() {
    Door gate = gate(new AdmissionLimits(3, 3, 3, 3, 1000, true));
    for (int i = 0; i < 3; i++) {
      assertThat(gate.tryEnter(v4(i))).isNull();
    }
    gate.authenticated(v4(0));
    pass(AdmissionGate.FAIR_CHANCE);
    assertThat(gate.tryEnter(v4(4))).isNull();
    assertThat(gate.displaced()).containsExactly(v4(1));
  }

  @Test
  void displacesAPeerOfTheNetworkThatHoldsMost() {
    Door gate = gate(places(4, 4));
    assertThat(gate.tryEnter(address("198.51.100.1"))).isNull();
    for (int i = 1; i <= 3; i++) {
      assertThat(gate.tryEnter(address("203.0.113." + i))).isNull();
    }
    pass(AdmissionGate.FAIR_CHANCE);
    assertThat(gate.tryEnter(address("192.0.2.1"))).isNull();
    assertThat(gate.displaced()).containsExactly(address("203.0.113.1"));
  }

  /// A displaced peer keeps its memory until its worker closes it, and a blocked worker closes no
  /// peer. So the number of displaced peers that are still open is limited, too.
  @Test
  void displacesNoMoreAtATimeThanItReservesPlaces() {
    Door gate = gate(places(16, 16));
    for (int i = 0; i < 16; i++) {
      assertThat(gate.tryEnter(v4(i))).isNull();
    }
    pass(AdmissionGate.FAIR_CHANCE);
    assertThat(gate.tryEnter(v4(16))).isNull();
    assertThat(gate.tryEnter(v4(17))).isNull();
    assertThat(gate.tryEnter(v4(18))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
    gate.leave(gate.displaced().getFirst());
    assertThat(gate.tryEnter(v4(18))).isNull();
  }

  @Test
  void losesNoPlaceHoweverPeersComeAndGo() {
    Door gate = gate(places(16, 3));
    Random random = new Random(30);
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < 100; i++) {
        InetAddress peer = address("203.0." + random.nextInt(8) + "." + i % 256);
        if (gate.tryEnter(peer) == null) {
          switch (random.nextInt(4)) {
            case 0 -> gate.spoke(peer);
            case 1 -> gate.authenticated(peer);
            case 2 -> gate.leave(peer);
            default -> pass(Duration.ofMillis(random.nextInt(300)));
          }
        }
      }
      gate.leaveAll();
      for (int i = 0; i < 16; i++) {
        assertThat(gate.tryEnter(v4(i))).as("round %s, place %s", round, i).isNull();
      }
      assertThat(gate.displaced()).isEmpty();
      assertThat(gate.tryEnter(v4(16))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
      gate.leaveAll();
    }
  }

  private static ServerOptions options(AdmissionLimits limits, Duration loginTimeout) {
    return EngineFixture.open()
        .withAdmission(limits)
        .withSession(SessionOptions.defaults().withLoginTimeout(loginTimeout));
  }

  @Test
  void closesConnectionsOverTheLimitAtOnceAndServesTheRest() throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              options(new AdmissionLimits(3, 3, 3, 3, 100, true), Duration.ZERO), Probes.echo());
      List<Socket> inside = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        inside.add(engine.socketTo(server));
        Peers.assertEchoes(inside.get(i), i);
      }
      for (int i = 0; i < 5; i++) {
        Peers.assertClosedByOther(engine.socketTo(server));
      }
      assertThat(server.counters().refusedFull()).isEqualTo(5);
      assertThat(server.counters().accepted()).isEqualTo(3);
      for (Socket socket : inside) {
        Peers.assertEchoes(socket, 7);
      }
      inside.get(0).close();
      EngineFixture.until("one session has ended", () -> server.sessionCount() == 2);
      Peers.assertEchoes(engine.socketTo(server), 8);
    }
  }

  /// Lets a peer enter through a relay, which then tells its address.
  private AdmissionGate.@Nullable Refusal identify(
      AdmissionGate gate, List<AdmissionGate.Place> places, InetAddress address) {
    AdmissionGate.Place place =
        ((AdmissionGate.Decision.Admitted) gate.tryEnterUnidentified()).place();
    gate.occupy(place, () -> {});
    places.add(place);
    return gate.identify(place, address) instanceof AdmissionGate.Decision.Refused(var reason)
        ? reason
        : null;
  }

  @Test
  void appliesTheLimitsByAddressWhenARelayTellsTheAddress() {
    AdmissionGate gate = new AdmissionGate(new AdmissionLimits(20, 20, 3, 2, 3, true), () -> now);
    List<AdmissionGate.Place> places = new ArrayList<>();
    assertThat(identify(gate, places, v4(1))).isNull();
    assertThat(identify(gate, places, v4(1))).isNull();
    assertThat(identify(gate, places, v4(1)))
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_ADDRESS);
    assertThat(identify(gate, places, v4(1)))
        .isEqualTo(AdmissionGate.Refusal.TOO_FAST_FROM_ADDRESS);
    assertThat(identify(gate, places, address("203.0.1.2"))).isNull();
    assertThat(identify(gate, places, address("203.0.1.3")))
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_NETWORK);
    assertThat(identify(gate, places, LOOPBACK)).isNull();
    places.forEach(gate::leave);
    pass(Duration.ofSeconds(2));
    places.clear();
    assertThat(identify(gate, places, v4(1))).as("all places came back").isNull();
    assertThat(identify(gate, places, v4(1))).isNull();
  }

  @Test
  void countsARefusedPeerOfARelayInTheTotalUntilItLeaves() {
    AdmissionGate gate = new AdmissionGate(new AdmissionLimits(2, 2, 2, 1, 9, true), () -> now);
    List<AdmissionGate.Place> places = new ArrayList<>();
    assertThat(identify(gate, places, v4(1))).isNull();
    assertThat(identify(gate, places, v4(1))).isNotNull();
    assertThat(gate.tryEnterUnidentified()).isInstanceOf(AdmissionGate.Decision.Refused.class);
    gate.leave(places.getLast());
    assertThat(gate.tryEnterUnidentified()).isInstanceOf(AdmissionGate.Decision.Admitted.class);
  }

  /// The place of a peer that has logged in, or needs no login, is no place of an unauthenticated
  /// peer, also when its address becomes known later.
  @Test
  void keepsAnAuthenticatedPeerAuthenticatedWhenItsAddressIsKnown() {
    AdmissionGate gate = new AdmissionGate(new AdmissionLimits(9, 1, 1, 9, 9, true), () -> now);
    for (int i = 0; i < 3; i++) {
      AdmissionGate.Place place =
          ((AdmissionGate.Decision.Admitted) gate.tryEnterUnidentified()).place();
      gate.authenticated(place);
      assertThat(gate.identify(place, v4(1))).isInstanceOf(AdmissionGate.Decision.Admitted.class);
    }
  }

  /// A peer cannot send before its relay has sent the header. So its time to be silent begins with
  /// the header.
  @Test
  void doesNotDisplaceAPeerSoonAfterItsAddressIsKnown() {
    AdmissionGate gate = new AdmissionGate(new AdmissionLimits(9, 1, 1, 9, 9, true), () -> now);
    AdmissionGate.Place slow =
        ((AdmissionGate.Decision.Admitted) gate.tryEnterUnidentified()).place();
    gate.occupy(slow, () -> {});
    pass(AdmissionGate.FAIR_CHANCE.multipliedBy(2));
    assertThat(gate.identify(slow, v4(1))).isInstanceOf(AdmissionGate.Decision.Admitted.class);
    assertThat(gate.tryEnter(v4(2))).isInstanceOf(AdmissionGate.Decision.Refused.class);
    pass(AdmissionGate.FAIR_CHANCE.multipliedBy(2));
    assertThat(gate.tryEnter(v4(2))).isInstanceOf(AdmissionGate.Decision.Admitted.class);
  }

  @Test
  void limitsAnAddressThroughSocketsToo() throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              options(new AdmissionLimits(100, 100, 100, 2, 100, false), Duration.ZERO),
              Probes.echo());
      Peers.assertEchoes(engine.socketTo(server), 1);
      Peers.assertEchoes(engine.socketTo(server), 2);
      Peers.assertClosedByOther(engine.socketTo(server));
      assertThat(server.counters().refusedByAddress()).isEqualTo(1);
    }
  }

  /// A login that succeeds after the peer has closed the connection must not count. The close has
  /// already freed the session's place, and the login would free it a second time.
  @Test
  void doesNotCountALoginThatComesAfterTheClose() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              options(new AdmissionLimits(100, 1, 1, 100, 100, true), Duration.ofMinutes(1)),
              probes);
      for (int i = 0; i < 5; i++) {
        Socket socket = engine.socketTo(server);
        Probe probe = probes.next();
        Session session = probe.session();
        socket.close();
        probe.reason();
        EngineFixture.until("the session has ended", () -> server.sessionCount() == 0);
        session.markAuthenticated();
        assertThat(session.isAuthenticated()).isFalse();
      }
      Peers.assertEchoes(engine.socketTo(server), 1);
      Peers.assertClosedByOther(engine.socketTo(server));
      assertThat(server.counters().refusedFull()).isEqualTo(1);
    }
  }

  @Test
  void givesThePlaceBackOnceWhenALoginIsMarkedTwice() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              options(new AdmissionLimits(100, 1, 1, 100, 100, true), Duration.ofMinutes(1)),
              probes);
      engine.socketTo(server);
      Session session = probes.next().session();
      session.markAuthenticated();
      session.markAuthenticated();
      assertThat(session.isAuthenticated()).isTrue();
      Peers.assertEchoes(engine.socketTo(server), 1);
      Peers.assertClosedByOther(engine.socketTo(server));
    }
  }
}
