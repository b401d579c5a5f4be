package dev.wharf.game.server.chat;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.game.proto.ChatFailureCode;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.JoinRoomReply;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.LeaveRoomReply;
import dev.wharf.game.proto.LeaveRoomRequest;
import dev.wharf.game.proto.ListRoomsReply;
import dev.wharf.game.proto.ListRoomsRequest;
import dev.wharf.game.proto.Member;
import dev.wharf.game.proto.MemberJoined;
import dev.wharf.game.proto.MemberLeft;
import dev.wharf.game.proto.RoomSummary;
import dev.wharf.game.proto.WhisperMessage;
import dev.wharf.game.server.InParallel;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.Failure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTest {
  /// The room of [#members].
  private int membersRoom;

  @Test
  void createsARoomForTheFirstPlayerAndAdmitsOthers() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      long aliceId = alice.login("alice").getPlayerId();
      JoinRoomReply first = alice.join("lobby");
      assertThat(first.getRequestId()).isEqualTo(2);
      assertThat(first.getCreated()).isTrue();
      assertThat(first.getRoomName()).isEqualTo("lobby");
      assertThat(first.getNextSequence()).isEqualTo(1);
      assertThat(first.getMemberCount()).isEqualTo(1);
      assertThat(first.getMembersList()).isEmpty();

      JoinRoomReply second = server.player("bob").join("LOBBY");
      assertThat(second.getCreated()).isFalse();
      assertThat(second.getRoomId()).isEqualTo(first.getRoomId());
      assertThat(second.getRoomName()).isEqualTo("lobby");
      assertThat(second.getMemberCount()).isEqualTo(2);
      assertThat(second.getMembersList())
          .containsExactly(Member.newBuilder().setPlayerId(aliceId).setName("alice").build());
      assertThat(server.count(ChatEvent.ROOMS_MADE)).isEqualTo(1);
    }
  }

  @Test
  void tellsTheMembersWhenAPlayerJoinsOrLeaves() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      TestClient bob = server.connect();
      long bobId = bob.login("bob").getPlayerId();
      bob.join("lobby");

      MemberJoined joined = alice.receive(MemberJoined.class);
      assertThat(joined.getRoomId()).isEqualTo(room);
      assertThat(joined.getMember().getPlayerId()).isEqualTo(bobId);
      assertThat(joined.getMember().getName()).isEqualTo("bob");
      assertThat(joined.getMemberCount()).isEqualTo(2);

      bob.leave(room);
      assertLeft(alice, room, bobId);
      bob.echo(1); // bob gets no notice that he himself joined or left
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void removesADisconnectedMemberAndTellsTheOthers(boolean byReset) {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      TestClient bob = server.connect();
      long bobId = bob.login("bob").getPlayerId();
      bob.join("lobby");
      alice.receive(MemberJoined.class);

      end(bob, byReset);
      assertLeft(alice, room, bobId);
      assertThat(alice.rooms().getFirst().getMemberCount()).isEqualTo(1);
      assertThat(alice.sayAndHear(room, 1, "alone again").getSequence()).isEqualTo(1);
    }
  }

  @Test
  void numbersTextsWithoutAGapAndInOneOrderForAll() {
    int texts = 50;
    try (RunningServer server = talkative()) {
      List<TestClient> members = members(server, "lobby", 4);
      InParallel.each(members, member -> sayMany(member, texts));
      List<List<ChatMessage>> heard =
          members.stream().map(member -> hear(member, members.size() * texts)).toList();

      assertThat(heard.getFirst().stream().map(ChatMessage::getSequence))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 4L * texts).boxed().toList());
      assertThat(heard).allSatisfy(one -> assertThat(one).isEqualTo(heard.getFirst()));
      for (int i = 0; i < members.size(); i++) {
        assertThat(saidBy("player" + i, heard.getFirst()))
            .as("the texts of one player keep their order")
            .containsExactlyElementsOf(IntStream.range(0, texts).boxed().toList());
      }
      assertThat(server.count(ChatEvent.TEXTS)).isEqualTo(4L * texts);
    }
  }

  @Test
  void refusesTextsWhenTheRoomsQueueIsFullAndLeavesNoGap() {
    int texts = 200;
    try (RunningServer server = talkative("chat.room-queue", "2")) {
      List<TestClient> members = members(server, "lobby", 4);
      long heardBefore = 0;
      for (int round = 0; server.count(ChatEvent.ROOM_QUEUES_FULL) == 0; round++) {
        assertThat(round).as("rounds without a full queue").isLessThan(50);
        heardBefore = server.count(ChatEvent.TEXTS);
        sayManyAndHearTheSame(members, texts, heardBefore + 1);
      }
      assertThat(server.count(ChatEvent.TEXTS) - heardBefore).isPositive().isLessThan(4L * texts);
    }
  }

  @Test
  void startsALateMemberAtTheNumberInItsReply() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      for (int i = 1; i <= 3; i++) {
        assertThat(alice.sayAndHear(room, i, "before").getSequence()).isEqualTo(i);
      }
      TestClient bob = server.player("bob");
      assertThat(bob.join("lobby").getNextSequence()).isEqualTo(4);

      alice.say(room, 4, "hello bob");
      ChatMessage first = bob.receive(ChatMessage.class);
      assertThat(first.getSequence()).isEqualTo(4);
      assertThat(first.getRoomId()).isEqualTo(room);
      assertThat(first.getSenderName()).isEqualTo("alice");
      assertThat(first.getClientSequence()).isEqualTo(4);
      assertThat(first.getText()).isEqualTo("hello bob");
    }
  }

  @Test
  void numbersEachRoomByItself() {
    try (RunningServer server = talkative()) {
      TestClient alice = server.player("alice");
      int one = alice.join("one").getRoomId();
      int two = alice.join("two").getRoomId();
      assertThat(two).isNotEqualTo(one);
      for (int i = 1; i <= 5; i++) {
        assertThat(alice.sayAndHear(one, i, "x").getSequence()).isEqualTo(i);
        ChatMessage inTwo = alice.sayAndHear(two, i, "x");
        assertThat(inTwo.getSequence()).isEqualTo(i);
        assertThat(inTwo.getRoomId()).isEqualTo(two);
      }
    }
  }

  @Test
  void sendsNoMessageOfARoomThatThePlayerHasLeft() {
    try (RunningServer server = RunningServer.start()) {
      List<TestClient> members = members(server, "lobby", 2);
      members.get(0).sayAndHear(membersRoom, 1, "so long");
      members.get(1).send(LeaveRoomRequest.newBuilder().setRequestId(9).setRoomId(membersRoom));
      LeaveRoomReply reply = members.get(1).await(LeaveRoomReply.class);
      assertThat(reply.getRequestId()).isEqualTo(9);
      assertThat(reply.getRoomId()).isEqualTo(membersRoom);
      assertThat(reply.getNextSequence())
          .as("the first message that the player does not get")
          .isEqualTo(2);

      assertThat(members.get(0).sayAndHear(membersRoom, 2, "is anybody there?").getSequence())
          .isEqualTo(2);
      members.get(0).whisper(1, "player1", "come back");
      members.get(1).receive(WhisperMessage.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void removesARoomThatItsLastMemberHasLeft(boolean byDisconnecting) {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      alice.sayAndHear(room, 1, "first");
      TestClient bob = server.player("bob");
      assertThat(bob.rooms()).hasSize(1);
      if (byDisconnecting) {
        alice.close();
      } else {
        alice.leave(room);
      }
      eventually(() -> assertThat(bob.rooms()).isEmpty());

      JoinRoomReply again = bob.join("lobby");
      assertThat(again.getCreated()).isTrue();
      assertThat(again.getRoomId()).isNotEqualTo(room);
      assertThat(again.getNextSequence()).isEqualTo(1);
    }
  }

  @Test
  void survivesManyPlayersThatJoinAndLeaveOneRoomAtOnce() {
    try (RunningServer server = talkative("chat.max-members", "3")) {
      List<TestClient> clients = players(server, 4);
      InParallel.each(clients, client -> comeAndGo(client, 50));
      assertThat(clients.getFirst().rooms()).isEmpty();
    }
  }

  @Test
  void joiningTwiceDoesNoHarm() {
    try (RunningServer server = RunningServer.start("chat.max-rooms-per-player", "1")) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      alice.sayAndHear(room, 1, "x");
      JoinRoomReply again = alice.join("lobby");
      assertThat(again.getRoomId()).isEqualTo(room);
      assertThat(again.getCreated()).isFalse();
      assertThat(again.getMemberCount()).isEqualTo(1);
      assertThat(again.getNextSequence()).isEqualTo(2);
      assertThat(alice.sayAndHear(room, 2, "once").getSequence()).isEqualTo(2);
      alice.echo(1);
    }
  }

  @Test
  void aServerThatStartsAgainGivesOtherIdsToItsRooms() {
    Set<Integer> ids = new HashSet<>();
    for (int start = 0; start < 3; start++) {
      try (RunningServer server = RunningServer.start()) {
        ids.add(server.player("alice").join("lobby").getRoomId());
      }
    }
    assertThat(ids).hasSize(3);
  }

  @Test
  void refusesAnUnknownRoom() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      alice.say(-1, 7, "hello?");
      Failure said = alice.receiveFailure(ChatFailureCode.ROOM_NOT_FOUND, false);
      assertThat(said.getRequestId()).isEqualTo(7);
      assertThat(said.getMessage()).isEqualTo("no room has id 4294967295");
      alice.send(LeaveRoomRequest.newBuilder().setRequestId(8).setRoomId(-1));
      assertThat(alice.receiveFailure(ChatFailureCode.ROOM_NOT_FOUND, false).getRequestId())
          .isEqualTo(8);
    }
  }

  @Test
  void refusesRequestsThatOnlyMembersMaySend() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      TestClient bob = server.player("bob");
      bob.say(room, 7, "let me in");
      assertThat(bob.receiveFailure(ChatFailureCode.NOT_A_MEMBER, false).getRequestId())
          .isEqualTo(7);
      bob.send(LeaveRoomRequest.newBuilder().setRequestId(8).setRoomId(room));
      assertThat(bob.receiveFailure(ChatFailureCode.NOT_A_MEMBER, false).getRequestId())
          .isEqualTo(8);

      assertThat(alice.sayAndHear(room, 1, "mine").getSequence()).isEqualTo(1);
    }
  }

  @Test
  void refusesARoomThatIsFullUntilSomebodyLeaves() {
    try (RunningServer server = RunningServer.start("chat.max-members", "2")) {
      List<TestClient> members = members(server, "lobby", 2);
      TestClient late = server.player("late");
      assertThat(late.rooms().getFirst().getCapacity()).isEqualTo(2);
      assertThat(tryJoin(late, "lobby", ChatFailureCode.ROOM_FULL)).contains("2 members");
      assertThat(server.count(ChatEvent.ROOMS_FULL)).isEqualTo(1);

      members.getFirst().leave(membersRoom);
      assertThat(late.join("lobby").getMemberCount()).isEqualTo(2);
    }
  }

  @Test
  void refusesARoomAboveTheTotalUntilOneIsRemoved() {
    try (RunningServer server =
        RunningServer.start("chat.max-rooms", "2", "chat.max-rooms-made-per-player", "100")) {
      TestClient alice = server.player("alice");
      int one = alice.join("one").getRoomId();
      alice.join("two");
      assertThat(tryJoin(alice, "three", ChatFailureCode.TOO_MANY_ROOMS)).contains("2 rooms");
      assertThat(server.count(ChatEvent.ROOMS_OVER_TOTAL)).isEqualTo(1);

      assertThat(server.player("bob").join("one").getRoomId())
          .as("an existing room")
          .isEqualTo(one);
      alice.leave(alice.join("two").getRoomId());
      assertThat(alice.join("three").getCreated()).isTrue();
    }
  }

  @Test
  void refusesARoomAboveAPlayersLimitAndKeepsNoEmptyRoom() {
    try (RunningServer server =
        RunningServer.start(
            "chat.max-rooms-per-player", "2", "chat.max-rooms-made-per-player", "100")) {
      TestClient alice = server.player("alice");
      int one = alice.join("one").getRoomId();
      alice.join("two");
      tryJoin(alice, "three", ChatFailureCode.TOO_MANY_ROOMS);
      assertThat(server.count(ChatEvent.ROOMS_OVER_PLAYER)).isEqualTo(1);
      assertThat(alice.rooms().stream().map(RoomSummary::getName)).containsExactly("one", "two");

      alice.leave(one);
      assertThat(alice.join("three").getCreated()).isTrue();
    }
  }

  @Test
  void aPlayerCreatesLimitedRoomsAndOthersStillCreateTheirs() {
    try (RunningServer server =
        RunningServer.start("chat.max-rooms", "4", "chat.max-rooms-made-per-player", "2")) {
      TestClient mallory = server.player("mallory");
      TestClient friend = server.player("friend");
      int first = mallory.join("one").getRoomId();
      mallory.join("two");
      assertThat(tryJoin(mallory, "three", ChatFailureCode.TOO_MANY_ROOMS)).contains("created 2");
      assertThat(server.count(ChatEvent.ROOMS_OVER_MADE)).isEqualTo(1);

      friend.join("one");
      friend.join("two");
      mallory.close();
      eventually(() -> assertThat(server.server().service().sessionCount()).isEqualTo(1));
      TestClient again = server.player("MALLORY");
      tryJoin(again, "three", ChatFailureCode.TOO_MANY_ROOMS);
      assertThat(again.join("one").getRoomId())
          .as("rooms of other players are open")
          .isEqualTo(first);
      again.leave(first);

      assertThat(server.player("ann").join("three").getCreated()).isTrue();
      friend.leave(first);
      eventually(() -> assertThat(again.rooms()).hasSize(2));
      assertThat(again.join("four").getCreated()).as("one of its rooms is removed").isTrue();
    }
  }

  @Test
  void whispersToOneselfOnce() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      alice.whisper(5, "ALICE", "a note");
      WhisperMessage receipt = alice.receive(WhisperMessage.class);
      assertThat(receipt.getRequestId()).isEqualTo(5);
      assertThat(receipt.getRecipientName()).isEqualTo("alice");
      alice.send(EchoRequest.newBuilder().setSequence(1));
      alice.receive(EchoReply.class);
    }
  }

  @Test
  void whispersToOnePlayerAndGivesTheSenderAReceipt() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      long aliceId = alice.login("alice").getPlayerId();
      TestClient bob = server.player("Bob");
      TestClient carol = server.player("carol");
      alice.whisper(5, "bOB", "psst");

      WhisperMessage heard = bob.receive(WhisperMessage.class);
      assertThat(heard.getRequestId()).isZero();
      assertThat(heard.getSenderId()).isEqualTo(aliceId);
      assertThat(heard.getSenderName()).isEqualTo("alice");
      assertThat(heard.getRecipientName()).isEqualTo("Bob");
      assertThat(heard.getText()).isEqualTo("psst");
      assertThat(alice.receive(WhisperMessage.class))
          .isEqualTo(heard.toBuilder().setRequestId(5).build());
      assertThat(server.count(ChatEvent.WHISPERS)).isEqualTo(1);
      carol.echo(1);
    }
  }

  @Test
  void refusesAWhisperToNobody() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      alice.whisper(5, "bob", "psst");
      assertThat(alice.receiveFailure(ChatFailureCode.PLAYER_NOT_FOUND, false).getRequestId())
          .isEqualTo(5);
    }
  }

  @Test
  void listsRoomsPageByPage() {
    int rooms = 70;
    try (RunningServer server =
        RunningServer.start(
            "chat.max-rooms-per-player",
            "100",
            "chat.max-rooms-made-per-player",
            "100",
            "rate.packets-per-second",
            "0")) {
      TestClient alice = server.player("alice");
      List<String> names = IntStream.range(0, rooms).mapToObj(ChatTest::longName).toList();
      names.forEach(alice::join);

      List<ListRoomsReply> pages = pages(alice);
      assertThat(pages.stream().map(ListRoomsReply::getRoomsCount)).containsExactly(32, 32, 6);
      List<RoomSummary> listed =
          pages.stream().flatMap(page -> page.getRoomsList().stream()).toList();
      assertThat(listed.stream().map(RoomSummary::getName)).containsExactlyElementsOf(names);
      assertThat(listed.stream().map(RoomSummary::getRoomId).toList()).isSorted();
    }
  }

  private static RunningServer talkative(String... more) {
    List<String> values = new ArrayList<>(List.of(more));
    values.addAll(List.of("chat.texts", "0", "rate.packets-per-second", "0"));
    values.addAll(List.of("rate.bytes-per-second", "0", "session.send-queue-packets", "100000"));
    values.addAll(List.of("session.send-queue-bytes", "16MiB"));
    return RunningServer.start(values.toArray(String[]::new));
  }

  private static List<TestClient> players(RunningServer server, int count) {
    return IntStream.range(0, count).mapToObj(i -> server.player("player" + i)).toList();
  }

  /// Logs in players with the names player0, player1 and so on, and lets all of them join a room.
  private List<TestClient> members(RunningServer server, String room, int count) {
    List<TestClient> members = players(server, count);
    members.forEach(member -> membersRoom = member.join(room).getRoomId());
    return members;
  }

  private void sayMany(TestClient member, int texts) {
    for (int i = 0; i < texts; i++) {
      member.say(membersRoom, i, "text " + i);
    }
  }

  /// Lets all members send texts at the same time, so that the room may refuse some. Checks that
  /// all members get every text that the room accepts.
  private void sayManyAndHearTheSame(List<TestClient> members, int texts, long first) {
    Map<TestClient, List<Message>> answers = new ConcurrentHashMap<>();
    InParallel.each(
        members,
        member -> {
          sayMany(member, texts);
          member.send(EchoRequest.newBuilder());
          answers.put(
              member, member.upTo(EchoReply.class)); // includes all refusals of this member's texts
        });
    long refused = answers.values().stream().mapToLong(one -> refusals(one)).sum();
    int taken = Math.toIntExact((long) members.size() * texts - refused);
    List<Long> numbers = LongStream.range(first, first + taken).boxed().toList();
    answers.forEach(
        (member, heard) -> {
          List<ChatMessage> all = new ArrayList<>(onlyTexts(heard));
          all.addAll(hear(member, taken - all.size()));
          assertThat(all.stream().map(ChatMessage::getSequence)).containsExactlyElementsOf(numbers);
        });
  }

  private static long refusals(List<Message> packets) {
    return packets.stream()
        .filter(Failure.class::isInstance)
        .map(Failure.class::cast)
        .peek(one -> assertThat(one.getCode()).isEqualTo(ChatFailureCode.CHAT_TOO_FAST_VALUE))
        .count();
  }

  private static List<ChatMessage> onlyTexts(List<Message> packets) {
    return packets.stream()
        .filter(ChatMessage.class::isInstance)
        .map(ChatMessage.class::cast)
        .toList();
  }

  private static List<ChatMessage> hear(TestClient member, int texts) {
    return Stream.generate(() -> member.await(ChatMessage.class)).limit(texts).toList();
  }

  private static Stream<Integer> saidBy(String name, List<ChatMessage> heard) {
    return heard.stream()
        .filter(message -> message.getSenderName().equals(name))
        .map(ChatMessage::getClientSequence);
  }

  private static void comeAndGo(TestClient client, int times) {
    for (int i = 0; i < times; i++) {
      client.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName("lobby"));
      Message answer = client.awaitEither(JoinRoomReply.class, Failure.class);
      if (answer instanceof JoinRoomReply reply) {
        client.leave(reply.getRoomId());
      } else {
        assertThat(((Failure) answer).getCode()).isEqualTo(ChatFailureCode.ROOM_FULL_VALUE);
      }
    }
  }

  private static String tryJoin(TestClient client, String room, ProtocolMessageEnum refusal) {
    client.send(JoinRoomRequest.newBuilder().setRequestId(6).setRoomName(room));
    Failure failure = client.awaitFailure(refusal);
    assertThat(failure.getRequestId()).isEqualTo(6);
    return failure.getMessage();
  }

  private static void assertLeft(TestClient witness, int room, long playerId) {
    MemberLeft left = witness.receive(MemberLeft.class);
    assertThat(left.getRoomId()).isEqualTo(room);
    assertThat(left.getMember().getPlayerId()).isEqualTo(playerId);
    assertThat(left.getMemberCount()).isEqualTo(1);
  }

  private static void end(TestClient client, boolean byReset) {
    if (byReset) {
      client.reset();
    } else {
      client.close();
    }
  }

  private static List<ListRoomsReply> pages(TestClient client) {
    List<ListRoomsReply> pages = new ArrayList<>();
    int after = 0;
    boolean more = true;
    while (more) {
      client.send(ListRoomsRequest.newBuilder().setRequestId(4).setAfterRoomId(after));
      ListRoomsReply page = client.await(ListRoomsReply.class);
      assertThat(page.getRequestId()).isEqualTo(4);
      pages.add(page);
      more = page.getMore();
      after = page.getRooms(page.getRoomsCount() - 1).getRoomId();
    }
    return pages;
  }

  private static String longName(int i) {
    return "é".repeat(30) + String.format("%02d", i);
  }
}
