package dev.wharf.game.server.chat;

import static dev.wharf.game.server.RunningServer.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.wharf.game.proto.ChatFailureCode;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.WhisperMessage;
import dev.wharf.game.server.CapturedLog;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.JwtAuthenticator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests texts of players: how others see them, how the log shows them, and which texts the server
/// refuses.
class ChatTextTest {
  private static final String KEYS =
      "{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"alg\": \"HS256\", \"k\":"
          + " \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}";

  private static final String EVIL =
      "\u001B[2J\u202Egnp\n23:59:59.999 ERROR forged\r\u0007\u2028\u0085\u2066\uFEFF";
  private static final Pattern HARMFUL =
      Pattern.compile(
          "[\\p{Cc}\\p{Zl}\\p{Zp}\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFEFF]");
  private static final int SIXTEEN_KIBIBYTES = 16 << 10;

  static final Arguments[] RAW_AND_SHOWN = {
    Arguments.of("a\u0000b\u007F", "ab"),
    Arguments.of("two\r\nlines", "twolines"),
    Arguments.of("\u001B[31mred\u001B[0m", "[31mred[0m"),
    Arguments.of("\u009B31mred", "31mred"),
    Arguments.of("invoice\u202Egnp.exe", "invoicegnp.exe"),
    Arguments.of("\u2066a\u2067b\u2068c\u2069", "abc"),
    Arguments.of("\u200Ea\u200Fb\u061Cc", "abc"),
    Arguments.of("a\u2028b\u2029c\u0085d", "abcd"),
    Arguments.of("\uFEFFbom", "bom"),
    Arguments.of("tag\uDB40\uDC41\uDB40\uDC7F", "tag"),
    Arguments.of("so\u00ADft in\u200Bvi\u2062si\u034Fble fi\u3164ll", "soft invisible fill"),
    Arguments.of("❤\uFE0F", "❤\uFE0F"),
    Arguments.of("\u2803\u2800\u2811", "\u2803\u2800\u2811"),
    Arguments.of(" \t in the middle \n", "in the middle"),
    Arguments.of("👨\u200D👩\u200D👧 می\u200Cخواهم", "👨\u200D👩\u200D👧 می\u200Cخواهم"),
  };

  @ParameterizedTest
  @FieldSource("RAW_AND_SHOWN")
  void showsATextWithoutWhatDoesHarm(String raw, String shown) {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      TestClient bob = server.player("bob");
      bob.join("lobby");

      assertThat(alice.sayAndHear(room, 1, raw).getText()).isEqualTo(shown);
      assertThat(bob.receive(ChatMessage.class).getText()).isEqualTo(shown);
      alice.whisper(1, "bob", raw);
      assertThat(alice.await(WhisperMessage.class).getText()).isEqualTo(shown);
      assertThat(bob.receive(WhisperMessage.class).getText()).isEqualTo(shown);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "\u0000\u001B\n",
        "\u202E\u2066\u2069",
        "\u200D\u200C\u200B",
        "\u3164\u115F",
        "\u2800\u2800",
        "\u00AD\u034F\u2062\uFE0F",
        "\u0301",
        "eleven char"
      })
  void rejectsATextWithNothingToShowOrTooLong(String text) {
    try (RunningServer server = RunningServer.start("chat.max-text", "10")) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      alice.say(room, 7, text);
      assertThat(alice.receiveFailure(ChatFailureCode.TEXT_REJECTED, false).getRequestId())
          .isEqualTo(7);
      alice.whisper(8, "alice", text);
      assertThat(alice.receiveFailure(ChatFailureCode.TEXT_REJECTED, false).getRequestId())
          .isEqualTo(8);
      assertThat(server.count(ChatEvent.TEXTS_REJECTED)).isEqualTo(2);

      assertThat(alice.sayAndHear(room, 9, "ten chars!").getSequence()).isEqualTo(1);
    }
  }

  @Test
  void refusesATextWithMoreMarksThanItsReadersCanNormalize() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      String thirty = "a" + "\u0344".repeat(30);
      assertThat(alice.sayAndHear(room, 1, thirty).getText()).isEqualTo(thirty);
      alice.say(room, 2, thirty + "\u0327");
      assertThat(alice.receiveFailure(ChatFailureCode.TEXT_REJECTED, false).getMessage())
          .isEqualTo("a text has at most 30 marks in a row");
    }
  }

  /// Tests that the limit applies to the raw name, in any packet. Normalizing doubles the length of
  /// this name.
  @Test
  void refusesMarksByTheirNumberBeforeTheyAreNormalized() {
    String marks = "\u0344".repeat(SIXTEEN_KIBIBYTES);
    try (RunningServer server = RunningServer.start("session.max-frame-bytes", "65535")) {
      TestClient alice = server.connect();
      alice.send(LoginRequest.newBuilder().setRequestId(1).setName(marks));
      assertThat(alice.receiveFailure(FailureCode.INVALID_REQUEST, false).getMessage())
          .isEqualTo("a name has 2 to 24 characters, not 16384");
      alice.login("alice");
      alice.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName(marks));
      assertThat(alice.receiveFailure(FailureCode.INVALID_REQUEST, false).getMessage())
          .isEqualTo("a room's name has 1 to 32 characters, not 16384");
      alice.whisper(1, marks, "hello");
      alice.receiveFailure(ChatFailureCode.PLAYER_NOT_FOUND, false);
      alice.whisper(2, "a" + "\u0344".repeat(30), "hello");
      alice.receiveFailure(ChatFailureCode.PLAYER_NOT_FOUND, false);
      alice.whisper(3, "alice", marks);
      assertThat(alice.receiveFailure(ChatFailureCode.TEXT_REJECTED, false).getMessage())
          .isEqualTo("a text has at most 256 characters, not 16384");
    }
  }

  @Test
  void countsTheCharactersThatPeopleSeeNotTheBytes() {
    try (RunningServer server = RunningServer.start("chat.max-text", "4")) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      assertThat(alice.sayAndHear(room, 1, "😀😀😀😀").getText()).isEqualTo("😀😀😀😀");
      alice.say(room, 2, "😀😀😀😀😀");
      assertThat(alice.receiveFailure(ChatFailureCode.TEXT_REJECTED, false).getMessage())
          .isEqualTo("a text has at most 4 characters, not 5");
      alice.say(room, 3, "\u0000\u0000\u0000\u0000x");
      alice.receiveFailure(ChatFailureCode.TEXT_REJECTED, false);
    }
  }

  @Test
  void refusesTooManyTextsInTheWindowWhisperedOrSaid() {
    try (RunningServer server = RunningServer.start("chat.texts", "3", "chat.texts-window", "1h")) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      alice.sayAndHear(room, 1, "one");
      alice.say(room, 2, "");
      alice.receiveFailure(ChatFailureCode.TEXT_REJECTED, false); // does not count
      alice.sayAndHear(room, 3, "two");
      alice.whisper(4, "alice", "three");
      alice.await(WhisperMessage.class);

      alice.say(room, 5, "four");
      Failure failure = alice.receiveFailure(ChatFailureCode.CHAT_TOO_FAST, false);
      assertThat(failure.getRequestId()).isEqualTo(5);
      assertThat(failure.getMessage()).isEqualTo("at most 3 texts in 3600000 ms");
      alice.whisper(6, "alice", "four");
      alice.receiveFailure(ChatFailureCode.CHAT_TOO_FAST, false);
      assertThat(server.count(ChatEvent.TEXTS_TOO_FAST)).isEqualTo(2);

      TestClient bob = server.player("bob");
      bob.join("lobby");
      assertThat(bob.sayAndHear(room, 1, "each has a count of its own").getSequence()).isEqualTo(3);
    }
  }

  @Test
  void acceptsTextsAgainWhenTheWindowHasPassed() {
    try (RunningServer server =
        RunningServer.start(
            "chat.texts", "1", "chat.texts-window", "100ms", "rate.packets-per-second", "0")) {
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      alice.sayAndHear(room, 1, "one");
      eventually(
          () -> {
            alice.say(room, 2, "two");
            assertThat(alice.awaitEither(ChatMessage.class, Failure.class))
                .isInstanceOf(ChatMessage.class);
          });
    }
  }

  @Test
  void normalizesARoomsName() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      int room = alice.join(" Rene\u0301's \u3000 den").getRoomId();
      assertThat(alice.join("rené's DEN ").getRoomId()).as("the same room").isEqualTo(room);
      assertThat(alice.rooms().getFirst().getName()).isEqualTo("René's den");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u202E\n",
        "\u3164",
        "\u2800",
        "lobby\u200B",
        "lobby\u00AD",
        "lobby\u2062",
        "lobby\uFE0F",
        "l\u043Ebby",
        "\u0301",
        "a room's name of 33 characters !!",
        "\uD55C\uAE00\uD55C\uAE00\uD55C\uAE00\uD55C\uAE00\uD55C\uAE00\uD55C"
            + "\uAE00\uD55C\uAE00\uD55C\uAE00\uD55C\uAE00\uD55C\uAE00\uD55C\uAE00"
      })
  void refusesARoomNameOutsideTheRules(String name) {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.player("alice");
      alice.send(JoinRoomRequest.newBuilder().setRequestId(4).setRoomName(name));
      Failure failure = alice.receiveFailure(FailureCode.INVALID_REQUEST, false);
      assertThat(failure.getRequestId()).isEqualTo(4);
      assertThat(failure.getMessage()).startsWith("a room's name has");
      assertThat(alice.rooms()).isEmpty();
    }
  }

  @Test
  void refusesSixteenKibibytesOfNamesInPlainWords() {
    String huge = "n".repeat(SIXTEEN_KIBIBYTES);
    try (RunningServer server = RunningServer.start("session.max-frame-bytes", "65535")) {
      TestClient alice = server.connect();
      alice.send(LoginRequest.newBuilder().setRequestId(1).setName(huge));
      assertThat(alice.receiveFailure(FailureCode.INVALID_REQUEST, false).getMessage())
          .isEqualTo("a name has 2 to 24 characters, not 16384");
      alice.login("alice");
      alice.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName(huge));
      assertThat(alice.receiveFailure(FailureCode.INVALID_REQUEST, false).getMessage())
          .isEqualTo("a room's name has 1 to 32 characters, not 16384");
      alice.whisper(1, huge, "hello");
      alice.receiveFailure(ChatFailureCode.PLAYER_NOT_FOUND, false);
      alice.say(1, 1, huge);
      alice.receiveFailure(ChatFailureCode.TEXT_REJECTED, false);
      alice.echo(1);
    }
  }

  @Test
  void refusesSixteenKibibytesOfNamesInManyPackets() {
    try (RunningServer server =
        RunningServer.start(
            "chat.max-rooms-made-per-player", "8", "rate.packets-per-second", "0")) {
      TestClient alice = server.player("alice");
      for (int i = 0; i < 8; i++) {
        alice.join(longRoomName(i));
      }
      for (int i = 8; i < SIXTEEN_KIBIBYTES / longRoomName(0).getBytes(UTF_8).length; i++) {
        alice.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName(longRoomName(i)));
        alice.receiveFailure(ChatFailureCode.TOO_MANY_ROOMS, false);
      }
      assertThat(alice.rooms()).hasSize(8);
    }
  }

  @Test
  void neverWritesTextOfAPeerRawIntoTheLog() {
    try (CapturedLog log = CapturedLog.open()) {
      JwtAuthenticator tokens =
          new JwtAuthenticator(
              new ServerConfig.Jwt(KEYS, "login", "game", Duration.ofHours(1)),
              InstantSource.system());
      try (RunningServer server = RunningServer.start(tokens)) {
        misbehaveAtLogin(server);
        misbehaveAsPlayer(server, tokens);
        server.awaitClosed(PacketCloseReasons.LOGIN_REFUSED, 1);
        server.awaitClosed(PacketCloseReasons.MALFORMED_BODY, 1);
        server.awaitClosed(PacketCloseReasons.UNKNOWN_PACKET, 1);
      }
      assertThat(log.lines())
          .anyMatch(line -> line.contains("MALFORMED_BODY"))
          .noneMatch(line -> HARMFUL.matcher(line).find())
          .noneMatch(line -> line.contains("forged"));
    }
  }

  private static void misbehaveAtLogin(RunningServer server) {
    TestClient client = server.connect();
    client.send(
        LoginRequest.newBuilder()
            .setRequestId(1)
            .setName(EVIL)
            .setCredential(ByteString.copyFromUtf8(EVIL)));
    client.receiveFailure(FailureCode.INVALID_REQUEST, false);
    client.send(
        LoginRequest.newBuilder()
            .setRequestId(1)
            .setName("alice")
            .setCredential(ByteString.copyFromUtf8(EVIL)));
    client.receiveFailure(FailureCode.LOGIN_REFUSED, true);
    client.close();
  }

  private static void misbehaveAsPlayer(RunningServer server, JwtAuthenticator tokens) {
    TestClient alice = player(server, tokens, "alice");
    alice.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName(EVIL.substring(0, 10)));
    alice.awaitFailure(FailureCode.INVALID_REQUEST);
    int room = alice.join("lobby").getRoomId();
    alice.sayAndHear(room, 1, EVIL);
    alice.whisper(1, EVIL, EVIL);
    alice.awaitFailure(ChatFailureCode.PLAYER_NOT_FOUND);
    alice.whisper(2, "alice", EVIL);
    alice.await(WhisperMessage.class);
    alice.send(EchoRequest.newBuilder().setPayload(ByteString.copyFromUtf8(EVIL)));
    alice.sendRaw(TestClient.frame(210, EVIL.getBytes(UTF_8)));
    alice.awaitEnd();
    alice.close();
    TestClient bob = player(server, tokens, "bob");
    bob.sendRaw(TestClient.frame(999, EVIL.getBytes(UTF_8)));
    bob.awaitEnd();
    bob.close();
  }

  private static TestClient player(RunningServer server, JwtAuthenticator tokens, String name) {
    TestClient client = server.connect();
    LoginReply reply = client.login(name, tokens.mint(name));
    assertThat(reply.getName()).isEqualTo(name);
    return client;
  }

  private static String longRoomName(int i) {
    return "é".repeat(29) + String.format("%03d", i);
  }
}
