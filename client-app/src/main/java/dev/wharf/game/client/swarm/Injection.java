package dev.wharf.game.client.swarm;

import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.proto.WhisperRequest;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.swarm.hostile.HostileConnection;
import dev.wharf.swarm.hostile.HostileKind;
import dev.wharf.swarm.hostile.ServerDeadlines;
import java.util.List;

/// A hostile kind that sends texts with a meaning for terminals, logs, web pages or JSON, as names,
/// room names and messages. The server must not write them unescaped to a log, a terminal or a
/// page. A client of this kind leaves after two seconds.
final class Injection {
  private static final int LAST_TICK = 100;

  /// The number of ticks between two requests. With this pause, the client stays within the
  /// server's default limit on texts.
  private static final int TICKS = 25;

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

  /// Returns the hostile kind. Its client first tries to log in with a dangerous text as its name,
  /// which the server refuses, and then logs in with a valid name.
  static HostileKind kind() {
    return new HostileKind(
            "injection",
            "puts control characters, markup and log lines into names and texts",
            ServerDeadlines::loginBound,
            FailureCode.LOGIN_REFUSED)
        .onConnected(connection -> connection.login(text(connection), text(connection)))
        .onFailure(
            (connection, code) -> {
              if (!connection.isLoggedIn()) {
                connection.login();
              }
            })
        .repeatEvery(TICKS, LAST_TICK, Injection::misbehave);
  }

  private static void misbehave(HostileConnection connection) {
    String text = text(connection);
    connection.send(
        JoinRoomRequest.newBuilder().setRequestId(connection.tick()).setRoomName(text).build());
    connection.send(SayRequest.newBuilder().setRoomId(1).setText(text).build());
    connection.send(
        WhisperRequest.newBuilder()
            .setRequestId(connection.tick())
            .setRecipientName(connection.honestName())
            .setText(text)
            .build());
  }

  private static String text(HostileConnection connection) {
    return TEXTS.get(connection.variant(TEXTS.size()));
  }
}
