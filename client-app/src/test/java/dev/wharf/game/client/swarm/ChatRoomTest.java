package dev.wharf.game.client.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.ChatMessage;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.Payload;
import dev.wharf.swarm.measure.Tally;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChatRoomTest {
  private static final int ROOM = 7;

  private final Tally tally = new Tally();
  private final LatencyRecorder latency = new LatencyRecorder();
  private final Payload payload = new Payload(1, 10);
  private final ScenarioContext context = context();
  private final PendingJoins joins = new PendingJoins();
  private final ChatRoom room = new ChatRoom(ROOM, context, joins);
  private final ChatMember alice = new ChatMember(room, context, 1);
  private final ChatMember bob = new ChatMember(room, context, 2);
  private long now = 1;

  @Test
  void isOverWhenAllMembersHaveLeft() {
    alice.join(101, 1);
    bob.join(102, 1);
    alice.leave(1);
    assertThat(room.isOver(now)).isFalse();
    bob.leave(1);
    assertThat(room.isOver(now)).isTrue();
  }

  @Test
  void isKeptForATimeWhenItsLastMemberWasDisconnected() {
    alice.join(101, 1);
    alice.lose();
    assertThat(room.isOver(now)).isFalse();
    pass(Duration.ofMinutes(9));
    assertThat(room.isOver(now)).isFalse();
    pass(Duration.ofMinutes(1));
    assertThat(room.isOver(now)).isTrue();
  }

  @Test
  void isKeptForATimeWhenItsLastMemberHasDroppedItsConnection() {
    alice.join(101, 1);
    alice.abandon();
    assertThat(room.isOver(now)).isFalse();
    pass(Duration.ofMinutes(10));
    assertThat(room.isOver(now)).isTrue();
  }

  @Test
  void aMemberThatJoinedAfterADisconnectionKeepsTheRoomWithItsNumbers() {
    alice.join(101, 1);
    say(alice, 1, 5);
    alice.receive(message(101, 1, 5, 1), now);
    alice.lose();
    bob.join(102, 1);
    bob.receive(message(101, 1, 5, 1), now);
    expectSpotless();
  }

  @Test
  void keepsTextsForAUserThatLearnsLateThatItHasJoined() {
    alice.join(101, 1);
    joins.add(2, now);
    sayToHerself();
    bob.join(102, 1);
    joins.remove(2);
    receiveFromAlice(bob, 1, 40);
    expectSpotless();
    assertThat(latency.total().count()).isEqualTo(80);
  }

  @Test
  void doesNotKeepTextsThatNobodyWaitsFor() {
    alice.join(101, 1);
    sayToHerself();
    assertThat(room.texts().count()).isLessThan(20);
  }

  @Test
  void doesNotKeepTextsForAUserThatAsksToJoinAfterThem() {
    alice.join(101, 1);
    sayToHerself();
    joins.add(2, now);
    alice.leave(41);
    bob.join(102, 41);
    assertThat(room.texts()).isEmpty();
  }

  @Test
  void keepsTextsOfASenderThatHasLeftForAUserThatLearnsLateThatItHasJoined() {
    ChatMember carol = new ChatMember(room, context, 3);
    alice.join(101, 1);
    joins.add(2, now);
    carol.join(103, 1);
    say(alice, 1, 5);
    alice.receive(message(101, 1, 5, 1), now);
    carol.receive(message(101, 1, 5, 1), now);
    alice.leave(2);
    pass(Duration.ofSeconds(10));
    bob.join(102, 1);
    bob.receive(message(101, 1, 5, 1), now);
    expectSpotless();
  }

  @Test
  void acceptsTextsThatAllTheirReceiversGetLongAfterLaterOnes() {
    alice.join(101, 1);
    bob.join(102, 1);
    for (int i = 1; i <= 400; i++) {
      say(alice, 1, i);
    }
    receiveFromAlice(alice, 1, 100);
    ChatMember carol = new ChatMember(room, context, 3);
    carol.join(103, 301);
    receiveFromAlice(carol, 301, 400);
    receiveFromAlice(bob, 1, 400);
    receiveFromAlice(alice, 101, 400);
    expectSpotless();
  }

  @Test
  void countsALateTextThatArrivesTwice() {
    keepsTextsForAUserThatLearnsLateThatItHasJoined();
    bob.receive(message(101, 1, 3, 3), now);
    assertThat(tally.counts().duplicated()).isEqualTo(1);
  }

  @Test
  void countsATextThatComesUnderASecondNumber() {
    alice.join(101, 1);
    bob.join(102, 1);
    say(alice, 1, 5);
    alice.receive(message(101, 1, 5, 1), now);
    bob.receive(message(101, 1, 5, 1), now);
    alice.receive(message(101, 1, 5, 2), now);
    bob.receive(message(101, 1, 5, 2), now);
    assertThat(tally.counts().duplicated()).isEqualTo(2);
    assertThat(tally.counts().lost()).isZero();
  }

  /// Sends 40 texts of Alice, one a second. She gets each of them back at once.
  private void sayToHerself() {
    for (int i = 1; i <= 40; i++) {
      say(alice, 1, i);
      alice.receive(message(101, 1, i, i), now);
      pass(Duration.ofSeconds(1));
    }
  }

  private void receiveFromAlice(ChatMember member, int from, int to) {
    for (int i = from; i <= to; i++) {
      member.receive(message(101, 1, i, i), now);
    }
  }

  private void say(ChatMember member, int client, long number) {
    assertThat(member.register(new Iteration(number, now))).as("user " + client).isTrue();
    tally.sent(0);
  }

  private ChatMessage message(long senderId, int client, int number, long sequence) {
    return ChatMessage.newBuilder()
        .setRoomId(ROOM)
        .setSequence(sequence)
        .setSenderId(senderId)
        .setClientSequence(number)
        .setText(payload.text(client, number))
        .build();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void expectSpotless() {
    assertThat(tally.counts().isSpotless()).as(tally.counts().toString()).isTrue();
    assertThat(tally.counts().unexpected()).isZero();
  }

  /// Returns a context that has only a clock, a payload, a tally and latencies.
  private ScenarioContext context() {
    return (ScenarioContext)
        Proxy.newProxyInstance(
            ScenarioContext.class.getClassLoader(),
            new Class<?>[] {ScenarioContext.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "nanoTime" -> now;
                  case "payload" -> payload;
                  case "tally" -> tally;
                  case "latency" -> latency;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
