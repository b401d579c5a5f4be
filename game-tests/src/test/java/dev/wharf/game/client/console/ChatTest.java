package dev.wharf.game.client.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.client.Route;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.WhisperMessage;
import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.Faults;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.TestServer;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests the console chat against a real server. In some tests, a relay between the client and the
/// server changes packets, as a faulty server would.
class ChatTest {
  private static final String KEYS =
      "{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"alg\": \"HS256\", \"k\":"
          + " \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}";

  private TestServer server;

  @BeforeEach
  void startServer() {
    server = TestServer.start("session.heartbeat", "1s");
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void everyMemberOfTheRoomReadsAText() {
    try (Typist ann = in("lobby", "Ann");
        Typist bob = in("lobby", "Bob");
        Typist eve = in("cellar", "Eve")) {
      ann.sees("\\* Bob has joined");
      ann.type("hello there").type("/say /slashes too");
      bob.sees("\\[lobby\\] Ann: hello there");
      bob.sees("\\[lobby\\] Ann: /slashes too");
      ann.sees("\\[lobby\\] Ann: hello there");
      bob.type("/leave");
      bob.sees("\\* you have left lobby");
      ann.sees("\\* Bob has left");
      assertThat(eve.shown()).noneMatch(line -> line.contains("hello"));
    }
  }

  @Test
  void usesAnotherAddressWhenOneCannotBeReached() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    Route route =
        new Route(List.of(new InetSocketAddress("127.0.0.1", closed), server.address()), List.of());
    try (Typist ann = Typist.comingTo(route, "Ann")) {
      ann.sees("\\* disconnected \\(CONNECT_FAILED.*");
      ann.sees("\\* connected to .* as Ann");
    }
  }

  @Test
  void onlyTheRecipientReadsAWhisper() {
    try (Typist ann = in("lobby", "Ann");
        Typist bob = at("Bob");
        Typist eve = in("lobby", "Eve")) {
      ann.type("/whisper bob psst");
      bob.sees("\\[from Ann\\] psst");
      ann.sees("\\[to Bob\\] psst");
      ann.type("/w Nobody hello");
      ann.sees("! PLAYER_NOT_FOUND: .*");
      assertThat(eve.shown()).noneMatch(line -> line.contains("psst"));
    }
  }

  @Test
  void listsTheRooms() {
    try (Typist _ = in("lobby", "Ann");
        Typist bob = in("cellar", "Bob")) {
      bob.type("/rooms");
      bob.sees("\\* lobby: 1 of \\d+");
      bob.sees("\\* cellar: 1 of \\d+");
      bob.sees("\\* end of the rooms");
    }
  }

  @Test
  void showsTheRoundTripOfAnEcho() {
    try (Typist ann = at("Ann")) {
      ann.type("/echo  some words ");
      ann.sees("\\* echo in \\d+\\.\\d\\d ms: some words");
    }
  }

  @Test
  void joiningAnotherRoomLeavesTheFirst() {
    try (Typist ann = in("lobby", "Ann");
        Typist bob = in("lobby", "Bob")) {
      ann.sees("\\* Bob has joined"); // a visit shorter than a tick is not reported
      bob.type("/join cellar");
      bob.sees("\\* you are in cellar, with nobody else");
      ann.sees("\\* Bob has left");
      bob.type("quiet here");
      bob.sees("\\[cellar\\] Bob: quiet here");
      assertThat(bob.shown()).noneMatch(line -> line.contains("you have left"));
    }
  }

  @Test
  void explainsInvalidInput() {
    try (Typist ann = at("Ann")) {
      ann.type("/dance").type("hello").type("/leave").type("/join").type("").type("/say x");
      ann.sees("! there is no such command; /help lists them");
      ann.sees("! you are in no room: /join one first", 2);
      ann.sees("! you are in no room");
      ann.sees("! write /join ROOM");
      ann.type("/echo " + "x".repeat(5000));
      ann.sees("! not sent: the text is too long|\\* disconnected .*FRAME_TOO_LARGE.*");
      ann.type("/help");
      Help.LINES.forEach(line -> ann.sees(Pattern.quote(line)));
    }
  }

  /// Tests that a server which an attacker controls cannot control the terminal.
  @Test
  void showsControlCharactersOfOthersAsEscapes() {
    String evil = "\u001b[2J\u0007red\u202e\ntext";
    try (FaultyRelay relay = new FaultyRelay(server.port(), _ -> Faults.none(), _ -> forged(evil));
        Typist ann = Typist.comingTo(relay.address(), "Ann")) {
      ann.sees("\\* connected .*");
      ann.type("/join lobby");
      ann.sees("\\* you are in lobby.*");
      ann.type("x");
      ann.sees("\\[lobby\\] \\\\u001b\\[2J\\\\u0007red\\\\u202e\\\\u000atext: \\\\u001b.*text");
      assertThat(String.join("", ann.shown())).doesNotContain("\u001b", "\u0007", "\u202e", "\n");
    }
  }

  private static FaultyRelay.Meddler forged(String evil) {
    return Faults.rewrite(
        ChatMessage.getDefaultInstance(),
        1,
        m -> m.toBuilder().setSenderName(evil).setText(evil).build());
  }

  @Test
  void staysInItsRoomWhenTheConnectionBreaks() {
    try (FaultyRelay relay =
            new FaultyRelay(
                server.port(),
                _ -> Faults.none(),
                connection ->
                    connection == 0
                        ? Faults.cut(EchoReply.getDefaultInstance(), 1)
                        : Faults.none());
        Typist ann = Typist.at(relay.address(), "Ann")) {
      ann.type("/join lobby");
      ann.sees("\\* you are in lobby, with nobody else");
      ann.type("/echo cut");
      ann.sees("\\* connection lost \\(.*\\); trying to come back");
      ann.sees("\\* back; nothing was lost");
      ann.sees("\\* echo in .*: cut");
      ann.type("back again");
      ann.sees("\\[lobby\\] Ann: back again");
    }
  }

  @Test
  void retriesUntilTheServerRuns() {
    int port = server.port();
    server.close();
    try (Typist ann = Typist.comingTo(new InetSocketAddress("127.0.0.1", port), "Ann")) {
      ann.sees("\\* disconnected \\(CONNECT.*\\); next try in \\d+ ms");
      ann.type("/echo lost");
      ann.sees("! not connected");
      server = TestServer.startOn(port);
      ann.sees("\\* connected to 127.0.0.1:\\d+ as Ann");
    }
  }

  @Test
  void reportsThatTheServerShutsDown() {
    try (Typist ann = at("Ann")) {
      server.close();
      ann.sees("\\* server: .*");
      ann.sees("\\* disconnected \\(.*\\); next try in \\d+ ms");
    }
    server = TestServer.start();
  }

  @Test
  void givesUpWhenTheServerRefusesTheLogin() {
    try (TestServer strict =
            TestServer.start("login.authenticator", "jwt", "login.jwt.keys", KEYS);
        Typist ann = Typist.comingTo(strict.address(), "Ann")) {
      ann.sees("! LOGIN_REFUSED: .*");
      ann.sees("! the server refused the login: /quit");
      ann.endInput();
      assertThat(ann.awaitEnd()).isFalse();
      assertThat(ann.shown()).noneMatch(line -> line.contains("next try"));
    }
  }

  @Test
  void retriesWhileItsNameIsTaken() {
    Typist other = at("Ann");
    try (Typist ann = Typist.comingTo(server.address(), "ANN")) {
      ann.sees("! NAME_TAKEN: .*");
      ann.sees(
          "\\* disconnected \\(LOGIN_REFUSED: the login was refused\\); next try in \\d+ ms", 2);
      other.close();
      ann.sees("\\* connected to .* as ANN");
    }
  }

  @Test
  void sendsHeartbeatsWhenNothingIsTyped() throws InterruptedException {
    CountDownLatch beats = new CountDownLatch(1);
    try (FaultyRelay relay =
            new FaultyRelay(
                server.port(),
                _ -> Faults.before(HeartbeatRequest.getDefaultInstance(), 1, beats::countDown),
                _ -> Faults.none());
        Typist _ = Typist.at(relay.address(), "Ann")) {
      assertThat(beats.await(15, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void endsWithItsInputAndWithQuit() {
    Typist ann = at("Ann");
    ann.endInput();
    assertThat(ann.awaitEnd()).isTrue();
    Typist bob = at("Bob").type("/quit");
    assertThat(bob.awaitEnd()).isTrue();
    assertThat(bob.shown()).noneMatch(line -> line.contains("disconnected"));
  }

  // ---- scripts

  @Test
  void theLinesOfAScriptWaitForEarlierAnswers() {
    Cli run =
        Cli.runWithInput(
            "/join lobby\nhello\n\n/dance\n/w Ann me\n/rooms\n/leave\nlost\n",
            "client",
            "--port",
            String.valueOf(server.port()),
            "--name",
            "Ann");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.outLines())
        .satisfiesExactly(
            line -> assertThat(line).matches("\\* connected to 127.0.0.1:\\d+ as Ann"),
            line -> assertThat(line).isEqualTo("* you are in lobby, with nobody else"),
            line -> assertThat(line).isEqualTo("[lobby] Ann: hello"),
            line -> assertThat(line).startsWith("! there is no such command"),
            line -> assertThat(line).isEqualTo("[to Ann] me"),
            line -> assertThat(line).matches("\\* lobby: 1 of \\d+"),
            line -> assertThat(line).isEqualTo("* end of the rooms"),
            line -> assertThat(line).isEqualTo("* you have left lobby"),
            line -> assertThat(line).isEqualTo("! you are in no room: /join one first"));
  }

  @Test
  void aScriptThatCannotLogInReportsItAndEnds() {
    try (FaultyRelay relay =
            new FaultyRelay(
                server.port(),
                _ -> Faults.none(),
                _ -> Faults.lose(LoginReply.getDefaultInstance(), 1));
        Typist script =
            Typist.script(relay.address(), "Ann", Duration.ofMillis(300), "/join lobby")) {
      assertThat(script.awaitEnd()).isFalse();
      assertThat(script.shown()).containsExactly("! not logged in after 300 ms");
    }
  }

  @Test
  void aScriptContinuesWhenAnAnswerDoesNotCome() {
    try (FaultyRelay relay =
            new FaultyRelay(
                server.port(),
                _ -> Faults.none(),
                _ -> Faults.lose(WhisperMessage.getDefaultInstance(), 1));
        Typist script =
            Typist.script(
                relay.address(), "Ann", Duration.ofSeconds(2), "/w Ann x", "/echo after")) {
      assertThat(script.awaitEnd()).isTrue();
      assertThat(script.shown()).anyMatch(line -> line.startsWith("! no reply within "));
      assertThat(script.shown()).last().asString().contains("after");
    }
  }

  @Test
  void aScriptWhoseLoginIsRefusedEndsWithExitCodeOne() {
    try (TestServer strict =
        TestServer.start("login.authenticator", "jwt", "login.jwt.keys", KEYS)) {
      Cli run =
          Cli.runWithInput(
              "hello\n", "client", "--port", String.valueOf(strict.port()), "--name", "Ann");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.outLines()).contains("! the server refused the login");
    }
  }

  private Typist at(String name) {
    return Typist.at(server.address(), name);
  }

  private Typist in(String room, String name) {
    Typist typist = at(name).type("/join " + room);
    typist.sees("\\* you are in " + room + ", with .*");
    return typist;
  }
}
