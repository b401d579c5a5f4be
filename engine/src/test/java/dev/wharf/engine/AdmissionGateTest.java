package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionGateTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private long now = Long.MAX_VALUE - 1000;

  private AdmissionGate gate(int sessions, int unauthenticated, int perAddress, int perSecond) {
    return new AdmissionGate(
        new AdmissionLimits(sessions, unauthenticated, perAddress, perSecond, true), () -> now);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static InetAddress v4(int number) {
    return address("203.0." + number / 256 + "." + number % 256);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void letsInNoMoreThanTheTotal() {
    AdmissionGate gate = gate(3, 3, 3, 100);
    for (int i = 0; i < 3; i++) {
      assertThat(gate.tryEnter(v4(i))).isNull();
    }
    assertThat(gate.tryEnter(v4(9))).isEqualTo(AdmissionGate.Refusal.FULL);
    gate.leave(v4(0), false);
    assertThat(gate.tryEnter(v4(9))).isNull();
    assertThat(gate.tryEnter(v4(0))).isEqualTo(AdmissionGate.Refusal.FULL);
  }

  @Test
  void letsInNoMoreThanAShareThatHasNotLoggedIn() {
    AdmissionGate gate = gate(10, 2, 10, 100);
    assertThat(gate.tryEnter(v4(0))).isNull();
    assertThat(gate.tryEnter(v4(1))).isNull();
    assertThat(gate.tryEnter(v4(2))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
    gate.authenticated();
    assertThat(gate.tryEnter(v4(2))).isNull();
    gate.leave(v4(0), true);
    assertThat(gate.tryEnter(v4(3))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
    gate.leave(v4(1), false);
    assertThat(gate.tryEnter(v4(3))).isNull();
  }

  @Test
  void letsInNoMoreThanTheMostOfAnAddress() {
    AdmissionGate gate = gate(10, 10, 2, 100);
    assertThat(gate.tryEnter(v4(1))).isNull();
    assertThat(gate.tryEnter(v4(1))).isNull();
    assertThat(gate.tryEnter(v4(1))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_ADDRESS);
    assertThat(gate.tryEnter(v4(2))).as("another address").isNull();
    gate.leave(v4(1), false);
    assertThat(gate.tryEnter(v4(1))).isNull();
  }

  @Test
  void takesASixtyFourOfIpv6ForOneAddress() {
    AdmissionGate gate = gate(10, 10, 2, 100);
    assertThat(gate.tryEnter(address("2001:db8:0:1::1"))).isNull();
    assertThat(gate.tryEnter(address("2001:db8:0:1:ffff:ffff:ffff:ffff"))).isNull();
    assertThat(gate.tryEnter(address("2001:db8:0:1:1234::")))
        .isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_ADDRESS);
    assertThat(gate.tryEnter(address("2001:db8:0:2::1"))).as("the next /64").isNull();
    assertThat(gate.tryEnter(address("0:0:cb00:1::"))).as("not the IPv4 address").isNull();
    assertThat(gate.tryEnter(address("203.0.0.1"))).isNull();
  }

  @Test
  void letsInNoMoreThanTheRateOfAnAddress() {
    AdmissionGate gate = gate(1000, 1000, 1000, 4);
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
  void sparesLoopbackTheLimitsByAddressOnlyWhenTold() {
    AdmissionGate sparing = gate(5, 5, 1, 1);
    for (int i = 0; i < 5; i++) {
      assertThat(sparing.tryEnter(LOOPBACK)).isNull();
    }
    assertThat(sparing.tryEnter(LOOPBACK)).isEqualTo(AdmissionGate.Refusal.FULL);
    AdmissionGate strict = new AdmissionGate(new AdmissionLimits(5, 5, 1, 5, false), () -> now);
    assertThat(strict.tryEnter(LOOPBACK)).isNull();
    assertThat(strict.tryEnter(LOOPBACK)).isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_ADDRESS);
  }

  @Test
  void countsARefusedPeerNowhere() {
    AdmissionGate gate = gate(4, 2, 1, 100);
    assertThat(gate.tryEnter(v4(1))).isNull();
    for (int i = 0; i < 50; i++) {
      assertThat(gate.tryEnter(v4(1))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_FROM_ADDRESS);
    }
    assertThat(gate.tryEnter(v4(2))).isNull();
    for (int i = 0; i < 50; i++) {
      assertThat(gate.tryEnter(v4(3))).isEqualTo(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
    }
    gate.leave(v4(1), false);
    gate.leave(v4(2), false);
    assertThat(gate.tryEnter(v4(3))).isNull();
    assertThat(gate.tryEnter(v4(4))).isNull();
  }

  @Test
  void comesBackToWhereItWasWhenAllHaveLeft() {
    AdmissionGate gate = gate(10, 10, 2, 1000);
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 10; i++) {
        assertThat(gate.tryEnter(v4(i / 2))).isNull();
      }
      assertThat(gate.tryEnter(v4(99))).isEqualTo(AdmissionGate.Refusal.FULL);
      for (int i = 0; i < 10; i++) {
        boolean loggedIn = i % 3 == 0;
        if (loggedIn) {
          gate.authenticated();
        }
        gate.leave(v4(i / 2), loggedIn);
      }
    }
  }

  private static ServerOptions options(AdmissionLimits limits, Duration loginTimeout) {
    return EngineFixture.open()
        .withAdmission(limits)
        .withSession(SessionOptions.defaults().withLoginTimeout(loginTimeout));
  }

  @Test
  void closesAtOnceWhatIsOverTheLimitAndServesTheRest() throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              options(new AdmissionLimits(3, 3, 3, 100, true), Duration.ZERO), Probes.echo());
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
      EngineFixture.until("one has left", () -> server.sessionCount() == 2);
      Peers.assertEchoes(engine.socketTo(server), 8);
    }
  }

  @Test
  void limitsAnAddressThroughSocketsToo() throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              options(new AdmissionLimits(100, 100, 2, 100, false), Duration.ZERO), Probes.echo());
      Peers.assertEchoes(engine.socketTo(server), 1);
      Peers.assertEchoes(engine.socketTo(server), 2);
      Peers.assertClosedByOther(engine.socketTo(server));
      assertThat(server.counters().refusedByAddress()).isEqualTo(1);
    }
  }

  /// A login that is found good only after the peer has gone must not be counted: the place was
  /// given back already, and would be given back twice.
  @Test
  void countsALoginThatComesTooLateNowhere() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              options(new AdmissionLimits(100, 1, 100, 100, true), Duration.ofMinutes(1)), probes);
      for (int i = 0; i < 5; i++) {
        Socket socket = engine.socketTo(server);
        Probe probe = probes.next();
        Session session = probe.session();
        socket.close();
        probe.reason();
        EngineFixture.until("has left", () -> server.sessionCount() == 0);
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
              options(new AdmissionLimits(100, 1, 100, 100, true), Duration.ofMinutes(1)), probes);
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
