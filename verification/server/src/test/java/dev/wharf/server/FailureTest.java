package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.game.proto.ChatFailureCode;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.LeaveRoomRequest;
import dev.wharf.game.proto.ListRoomsRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.proto.WhisperRequest;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.login.Authentication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// Tests that a failure names the failed request, by the id of the packet and the number of the
/// request.
class FailureTest {
  private static final int NUMBER = 7;
  private static final int NO_ROOM = 999;

  static final Arguments[] REQUESTS_THAT_FAIL = {
    Arguments.of(join(NUMBER, ""), FailureCode.INVALID_REQUEST),
    Arguments.of(join(NUMBER, "full"), ChatFailureCode.ROOM_FULL),
    Arguments.of(join(NUMBER, "third"), ChatFailureCode.TOO_MANY_ROOMS),
    Arguments.of(leave(NUMBER, NO_ROOM), ChatFailureCode.ROOM_NOT_FOUND),
    Arguments.of(say(NO_ROOM, "hello"), ChatFailureCode.ROOM_NOT_FOUND),
    Arguments.of(say(NO_ROOM, ""), ChatFailureCode.TEXT_REJECTED),
    Arguments.of(whisper("nobody", "hello"), ChatFailureCode.PLAYER_NOT_FOUND),
    Arguments.of(whisper("alice", ""), ChatFailureCode.TEXT_REJECTED),
  };

  static final Arguments[] REQUESTS_WITHOUT_A_NUMBER = {
    Arguments.of(ListRoomsRequest.newBuilder()),
    Arguments.of(join(0, "lobby")),
    Arguments.of(leave(0, 1)),
    Arguments.of(whisper("alice", "hello").setRequestId(0)),
  };

  static final Arguments[] PACKETS_THAT_END_THE_CONNECTION = {
    Arguments.of(TestClient.frame(LoginRequest.newBuilder()), 1, FailureCode.WRONG_STATE),
    Arguments.of(TestClient.frame(HeartbeatReply.newBuilder()), 11, FailureCode.WRONG_DIRECTION),
    Arguments.of(TestClient.frame(999, new byte[0]), 999, FailureCode.UNKNOWN_PACKET),
    Arguments.of(TestClient.frame(202, new byte[] {1}), 202, FailureCode.MALFORMED_BODY),
  };

  @ParameterizedTest
  @FieldSource("REQUESTS_THAT_FAIL")
  void namesThePacketAndTheNumberOfARequestThatFails(
      Message.Builder request, ProtocolMessageEnum code) {
    try (RunningServer server =
        RunningServer.start("chat.max-members", "1", "chat.max-rooms", "2")) {
      server.player("bob").join("full");
      TestClient alice = server.player("alice");
      alice.join("second");

      alice.send(request);
      assertNames(alice.receiveFailure(code, false), request, NUMBER);
      alice.echo(1);
    }
  }

  @Test
  void namesTheRequestOfAPlayerThatIsNotAMember() {
    try (RunningServer server = RunningServer.start()) {
      int room = server.player("bob").join("lobby").getRoomId();
      TestClient alice = server.player("alice");
      for (Message.Builder request : new Message.Builder[] {leave(NUMBER, room), say(room, "hi")}) {
        alice.send(request);
        assertNames(alice.receiveFailure(ChatFailureCode.NOT_A_MEMBER, false), request, NUMBER);
      }
    }
  }

  @Test
  void distinguishesRequestsOfDifferentKindsWithTheSameNumber() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      alice.send(say(NO_ROOM, "hello"));
      alice.send(leave(NUMBER, NO_ROOM));
      Failure ofSay = alice.receiveFailure(ChatFailureCode.ROOM_NOT_FOUND, false);
      Failure ofLeave = alice.receiveFailure(ChatFailureCode.ROOM_NOT_FOUND, false);

      assertThat(ofSay).isNotEqualTo(ofLeave);
      assertThat(ofSay.getPacketId()).isEqualTo(210);
      assertThat(ofLeave.getPacketId()).isEqualTo(204);
    }
  }

  @Test
  void namesTheTextThatWasSentTooFast() {
    try (RunningServer server = RunningServer.start("chat.texts", "1", "chat.texts-window", "1h")) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      alice.sayAndHear(room, 1, "one");

      for (Message.Builder text : new Message.Builder[] {say(room, "two"), whisper("bob", "two")}) {
        alice.send(text);
        assertNames(alice.receiveFailure(ChatFailureCode.CHAT_TOO_FAST, false), text, NUMBER);
      }
    }
  }

  @Test
  void namesAFailedLoginWhetherTheConnectionStaysOpenOrNot() {
    try (RunningServer server = RunningServer.start("login.max-tries", "2")) {
      LoginRequest.Builder login = LoginRequest.newBuilder().setRequestId(NUMBER).setName("!");
      TestClient client = server.connect();
      client.send(login);
      assertNames(client.receiveFailure(FailureCode.INVALID_REQUEST, false), login, NUMBER);
      client.send(login);
      assertNames(client.receiveFailure(FailureCode.LOGIN_REFUSED, true), login, NUMBER);
    }
    try (RunningServer server =
        RunningServer.start(attempt -> Authentication.refused("not today"))) {
      LoginRequest.Builder login = LoginRequest.newBuilder().setRequestId(NUMBER).setName("alice");
      TestClient client = server.connect();
      client.send(login);
      assertNames(client.receiveFailure(FailureCode.LOGIN_REFUSED, true), login, NUMBER);
    }
  }

  @ParameterizedTest
  @FieldSource("REQUESTS_WITHOUT_A_NUMBER")
  void refusesARequestWithoutANumber(Message.Builder request) {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      alice.send(request);
      Failure failure = alice.receiveFailure(FailureCode.INVALID_REQUEST, false);
      assertThat(failure.getMessage()).contains("request_id");
      assertNames(failure, request, 0);
      assertThat(alice.rooms()).isEmpty();
    }
  }

  @Test
  void refusesALoginWithoutANumberAndAcceptsItWithOne() {
    try (RunningServer server = RunningServer.start()) {
      TestClient client = server.connect();
      LoginRequest.Builder login = LoginRequest.newBuilder().setName("alice");
      client.send(login);
      assertNames(client.receiveFailure(FailureCode.INVALID_REQUEST, false), login, 0);
      assertThat(client.login("alice").getName()).isEqualTo("alice");
    }
  }

  @ParameterizedTest
  @FieldSource("PACKETS_THAT_END_THE_CONNECTION")
  void namesThePacketThatEndsTheConnection(byte[] frame, int packetId, ProtocolMessageEnum code) {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      alice.sendRaw(frame);
      assertThat(alice.receiveFailure(code, true).getPacketId()).isEqualTo(packetId);
    }
  }

  @Test
  void aWarningNamesNoPacketBecauseNoneHasFailed() {
    try (RunningServer server =
        RunningServer.start("rate.packets-per-second", "1", "rate.packet-burst", "2")) {
      TestClient alice = server.player("alice");
      alice.send(EchoRequest.newBuilder());
      alice.send(EchoRequest.newBuilder());
      Failure warning = alice.awaitFailure(FailureCode.RATE_WARNING);
      assertThat(warning.getPacketId()).isZero();
      assertThat(warning.getRequestId()).isZero();
    }
  }

  private static void assertNames(Failure failure, Message.Builder request, int number) {
    int packetId = GamePackets.CATALOG.kindOf(request).id();
    assertThat(failure.getPacketId()).as("packet_id of %s", failure).isEqualTo(packetId);
    assertThat(failure.getRequestId()).isEqualTo(number);
  }

  private static JoinRoomRequest.Builder join(int number, String room) {
    return JoinRoomRequest.newBuilder().setRequestId(number).setRoomName(room);
  }

  private static LeaveRoomRequest.Builder leave(int number, int room) {
    return LeaveRoomRequest.newBuilder().setRequestId(number).setRoomId(room);
  }

  private static SayRequest.Builder say(int room, String text) {
    return SayRequest.newBuilder().setRoomId(room).setClientSequence(NUMBER).setText(text);
  }

  private static WhisperRequest.Builder whisper(String to, String text) {
    return WhisperRequest.newBuilder().setRequestId(NUMBER).setRecipientName(to).setText(text);
  }
}
