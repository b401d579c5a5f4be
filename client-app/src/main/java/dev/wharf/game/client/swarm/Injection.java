package dev.wharf.game.client.swarm;

import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.proto.WhisperRequest;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.swarm.hostile.Attempt;
import dev.wharf.swarm.hostile.HostileKind;
import dev.wharf.swarm.hostile.ServerDeadlines;
import java.util.List;

/// Puts texts that mean something to terminals, logs, web pages and JSON into names, room names and
/// messages. None of them may reach a log, a terminal or a page as it is. The client leaves after
/// two seconds.
final class Injection {
  private static final int LAST_TURN = 100;

  /// Turns from one request to the next. Keeps below the default limit on texts.
  private static final int PAUSE = 25;

  private static final List<String> TEXTS =
      List.of(
          "\u001b[2J\u001b[31mred\u001b]0;title\u0007",
          "line\r\n00:00:00.000 ERROR a line of the log",
          "\u202egnp.exe",
          "\u009b31m\u0085\u2028",
          "<script>alert(1)</script>",
          "\"},{\"injected\":true,\"x\":\"",
          "${jndi:ldap://127.0.0.1/x} %s %n {}",
          "\u0000\uFFFD\uFEFF\u200B");

  private Injection() {}

  /// Logs in with such a name first, which is refused; then with a good one.
  static HostileKind kind() {
    return new HostileKind(
            "injection",
            "puts control characters, markup and log lines into names and texts",
            ServerDeadlines::toLogIn,
            FailureCode.LOGIN_REFUSED)
        .onConnected(attempt -> attempt.login(text(attempt), text(attempt)))
        .onFailure(
            (attempt, code) -> {
              if (!attempt.isLoggedIn()) {
                attempt.login();
              }
            })
        .visiting(PAUSE, LAST_TURN, Injection::misbehave);
  }

  private static void misbehave(Attempt attempt) {
    String text = text(attempt);
    attempt.send(
        JoinRoomRequest.newBuilder().setRequestId(attempt.turn()).setRoomName(text).build());
    attempt.send(SayRequest.newBuilder().setRoomId(1).setText(text).build());
    attempt.send(
        WhisperRequest.newBuilder()
            .setRequestId(attempt.turn())
            .setRecipientName(attempt.honestName())
            .setText(text)
            .build());
  }

  private static String text(Attempt attempt) {
    return TEXTS.get(attempt.variant(TEXTS.size()));
  }
}
