package dev.wharf.swarm.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.game.client.swarm.GameSwarm;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostilePlanTest {
  private static final Set<HostileNeed> PLAIN = HostileNeed.fulfilledBy(false, false, false);
  private static final int ON_PLAIN_CONNECTIONS =
      (int)
          new GameSwarm()
              .hostileKinds().all().stream()
                  .filter(kind -> PLAIN.containsAll(kind.needs()))
                  .count();

  @Test
  void aShareIsRelativeToTheHonestClientsAndSpreadOverAllKinds() {
    HostilePlan plan = parse("10%", 400);
    assertThat(plan.clients()).hasSize(40).allSatisfy(kinds -> assertThat(kinds).hasSize(1));
    assertThat(plan.kindNames()).hasSize(ON_PLAIN_CONNECTIONS).doesNotContain("replayed-token");
    assertThat(plan.kinds().values()).allSatisfy(count -> assertThat(count).isBetween(1, 2));
  }

  @ParameterizedTest
  @CsvSource({"5%, 100, 5", "0.5%, 100, 1", "100%, 3, 3"})
  void fewerClientsThanKindsGoThroughAllOfThem(String share, int honest, int clients) {
    HostilePlan plan = parse(share, honest);
    assertThat(plan.clients()).hasSize(clients);
    assertThat(plan.kinds()).hasSize(ON_PLAIN_CONNECTIONS);
    assertThat(plan.kinds().values()).containsOnly(1);
  }

  @Test
  void kindsHaveTheGivenNumbers() {
    HostilePlan plan = parse("trickle=20, flood=5", 1);
    assertThat(plan.clients()).hasSize(25);
    assertThat(plan.kindNames()).containsExactly("trickle", "flood");
    assertThat(plan.kinds().values()).containsExactly(20, 5);
  }

  @Test
  void theConnectionsPerSecondComeLast() {
    assertThat(parse("trickle=20", 1).connectsPerSecond()).isEqualTo(250);
    assertThat(parse("10%@1000", 100).connectsPerSecond()).isEqualTo(1000);
    HostilePlan plan = parse("trickle=20,flood=5@5000", 1);
    assertThat(plan.connectsPerSecond()).isEqualTo(5000);
    assertThat(plan.with(plan.deadlines()).connectsPerSecond()).isEqualTo(5000);
    assertThat(plan.kinds().values()).containsExactly(20, 5);
  }

  @Test
  void aTokenAddsTheKindThatNeedsIt() {
    StolenToken token = StolenToken.parse("alice=secret=");
    assertThat(token.name()).isEqualTo("alice");
    assertThat(token.token()).isEqualTo("secret=");
    assertThat(token.toString()).doesNotContain("secret");
    assertThat(
            HostilePlan.parse("100%", new GameSwarm().hostileKinds(), 50, token, PLAIN).kindNames())
        .contains("replayed-token");
  }

  @Test
  void theConnectionsOfARunDecideWhichKindsItHas() {
    assertThat(kindsOf(false, false, false))
        .contains("tls-to-plain")
        .doesNotContain("plain-to-tls");
    assertThat(kindsOf(true, false, false)).contains("plain-to-tls").doesNotContain("tls-to-plain");
    assertThat(kindsOf(true, false, false)).doesNotContain("proxy-no-header", "ws-origin");
    assertThat(kindsOf(false, true, false)).contains("ws-origin", "tls-to-plain");
    assertThat(kindsOf(false, false, true))
        .contains("proxy-no-header", "proxy-spoof", "tls-to-plain");
  }

  private static List<String> kindsOf(
      boolean isEncrypted, boolean isWebSocket, boolean sendsProxyHeaders) {
    return HostilePlan.parse(
            "100%",
            new GameSwarm().hostileKinds(),
            100,
            StolenToken.NONE,
            HostileNeed.fulfilledBy(isEncrypted, isWebSocket, sendsProxyHeaders))
        .kindNames();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5            | hostile must be a percentage such as 5%, or kinds such as"
            + " trickle=20,flood=5, not 5",
        "trickle      | hostile must be a percentage such as 5%, or kinds such as"
            + " trickle=20,flood=5, not trickle",
        "flood=1,     | hostile must be a percentage such as 5%, or kinds such as"
            + " trickle=20,flood=5, not flood=1,",
        "0%           | hostile clients must be at least 1, not 0: 0%",
        "flood=0      | hostile clients must be at least 1, not 0: flood=0",
        "flood=5001   | hostile clients must be at most 5000",
        "flood=1@49   | the connections a second of hostile clients must be from 50 to 10000,"
            + " not 49",
        "5%@10001     | the connections a second of hostile clients must be from 50 to 10000,"
            + " not 10001",
        "replayed-token=1 | replayed-token needs --hostile-token NAME=TOKEN",
        "tls-bad-records=1 | tls-bad-records needs --tls",
        "ws-flood=1 | ws-flood needs --websocket",
        "proxy-no-header=1 | proxy-no-header needs --proxy-header",
      })
  void rejectsInvalidText(String text, String problem) {
    assertThatThrownBy(() -> parse(text, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }

  @Test
  void namesTheExistingKinds() {
    assertThatThrownBy(() -> parse("tickle=1", 10))
        .hasMessageStartingWith(
            "there is no hostile kind 'tickle'; the kinds are half-packet, trickle,");
    assertThatThrownBy(
            () ->
                new GameSwarm()
                    .hostileKinds()
                    .with(Named.kind("no-login", HostileConnection::leave)))
        .hasMessage("there is a hostile kind 'no-login' already");
  }

  @ParameterizedTest
  @CsvSource({"alice", "=token", "alice="})
  void rejectsATokenWithoutItsName(String text) {
    assertThatThrownBy(() -> StolenToken.parse(text))
        .hasMessage("hostile-token must be NAME=TOKEN");
  }

  @Test
  void findsAnAddedKindByItsName() {
    HostileKinds kinds =
        new GameSwarm().hostileKinds().with(Named.kind("my-own", HostileConnection::leave));
    assertThat(HostilePlan.parse("my-own=2", kinds, 1, StolenToken.NONE, PLAIN).kindNames())
        .isEqualTo(List.of("my-own"));
  }

  private static HostilePlan parse(String text, int honest) {
    return HostilePlan.parse(text, new GameSwarm().hostileKinds(), honest, StolenToken.NONE, PLAIN);
  }

  @ParameterizedTest
  @CsvSource({"500%, 100, 500", "1000%, 100, 1000", "1234.5%, 100, 1235", "500%, 1000, 5000"})
  void thereMayBeMoreHostileClientsThanHonestOnes(String text, int honest, int hostile) {
    assertThat(
            HostilePlan.parse(text, new GameSwarm().hostileKinds(), honest, StolenToken.NONE, PLAIN)
                .clients())
        .hasSize(hostile);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"500% | 2000 | 10,000", "999999% | 100000 | 999,999,000", "100.1% | 5000 | 5,005"})
  void saysHowManyTooManyThereWouldBe(String text, int honest, String found) {
    assertThatThrownBy(
            () ->
                HostilePlan.parse(
                    text, new GameSwarm().hostileKinds(), honest, StolenToken.NONE, PLAIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hostile clients must be at most 5,000, not " + found);
  }
}
