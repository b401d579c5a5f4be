package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.engine.CloseReason;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.player.GameSession;
import dev.wharf.transport.proxy.ProxyCloseReasons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests a server behind a proxy that speaks the PROXY protocol. The test itself is the proxy; one
/// test uses HAProxy when it is installed.
class ProxyTest {
  private static final int PLAYERS = 30;

  private static RunningServer behindProxy(String... more) {
    List<String> all = new ArrayList<>(List.of("proxy.protocol", "any", "proxy.from", "127.0.0.1"));
    all.addAll(List.of(more));
    return RunningServer.start(all.toArray(String[]::new));
  }

  private static byte[] line(String line) {
    return (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] header(int player) {
    return line("PROXY TCP4 203.0.113." + player + " 192.0.2.1 " + (40_000 + player) + " 7777");
  }

  private static TestClient relayed(RunningServer server, byte[] header) {
    TestClient client = server.connect();
    client.sendRaw(header);
    return client;
  }

  @Test
  void knowsPlayersByTheAddressThatTheProxyTells() {
    try (RunningServer server =
        behindProxy("admission.max-per-address", "1", "admission.exempt-loopback", "false")) {
      for (int i = 1; i <= PLAYERS; i++) {
        TestClient player = relayed(server, header(i));
        player.login("player" + i);
        player.echo(i);
        assertThat(server.session("player" + i).remoteAddress())
            .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("203.0.113." + i), 40_000 + i));
      }
      relayed(server, header(1));
      server.awaitClosed(CloseReason.ADDRESS_REFUSED, 1);
      assertThat(server.server().service().counters().refusedByAddress()).isEqualTo(1);
      assertThat(server.server().players().count()).isEqualTo(PLAYERS);
    }
  }

  /// A proxy checks the server's health with connections of its own, without a player's address.
  @Test
  void acceptsTheProxysOwnConnections() {
    try (RunningServer server =
        behindProxy("admission.max-per-address", "1", "admission.exempt-loopback", "false")) {
      for (int i = 1; i <= 5; i++) {
        TestClient check = relayed(server, line("PROXY UNKNOWN"));
        check.login("check" + i);
        assertThat(server.session("check" + i).remoteAddress().getAddress())
            .isEqualTo(InetAddress.getLoopbackAddress());
      }
    }
  }

  @Test
  void endsConnectionsWithoutAGoodHeader() {
    try (RunningServer server = behindProxy("session.handshake-timeout", "500ms")) {
      relayed(server, TestClient.frame(LoginRequest.newBuilder().setName("direct")));
      server.awaitClosed(ProxyCloseReasons.PROXY_HEADER_MISSING, 1);
      relayed(server, line("PROXY TCP4 everybody 192.0.2.1 1 1"));
      server.awaitClosed(ProxyCloseReasons.PROXY_HEADER_INVALID, 1);
      server.connect();
      relayed(server, "PROXY TCP4 203.0".getBytes(StandardCharsets.US_ASCII));
      server.awaitClosed(CloseReason.CONNECT_TIMEOUT, 2);
      relayed(server, "PROXY".getBytes(StandardCharsets.US_ASCII)).close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
      relayed(server, header(1)).login("good");
    }
  }

  /// HAProxy resets the connections of its health checks: without a header (`check`), or behind one
  /// without an address (`check-send-proxy`).
  @Test
  void countsTheProxysHealthChecksApart() {
    try (RunningServer server = behindProxy()) {
      server.connect().reset();
      server.connect().close();
      relayed(server, line("PROXY UNKNOWN")).reset();
      relayed(server, line("PROXY UNKNOWN")).close();
      server.awaitClosed(ProxyCloseReasons.PROXY_CHECK, 4);
      relayed(server, header(1)).close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
      TestClient player = relayed(server, line("PROXY UNKNOWN"));
      player.login("player");
      player.close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 2);
      assertThat(server.closed(ProxyCloseReasons.PROXY_CHECK)).isEqualTo(4);
    }
  }

  /// Only the proxies may name addresses: anybody else could name the address of another player.
  @Test
  void endsConnectionsThatAreNotFromTheProxy() {
    try (RunningServer server =
        RunningServer.start("proxy.protocol", "v1", "proxy.from", "192.0.2.0/24, ::1")) {
      server.connect();
      server.awaitClosed(ProxyCloseReasons.NOT_FROM_PROXY, 1);
      assertThat(server.server().service().sessionCount()).isZero();
    }
  }

  /// Each player has an address of its own, so that a server that takes the proxy's address would
  /// refuse all but the first.
  @ParameterizedTest
  @ValueSource(strings = {"send-proxy", "send-proxy-v2", "send-proxy-v2 check check-send-proxy"})
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs several loopback addresses")
  void servesPlayersBehindHaproxy(String option, @TempDir Path folder) throws Exception {
    assumeTrue(hasHaproxy(), "HAProxy is not installed");
    List<Socket> sockets = new ArrayList<>();
    try (RunningServer server =
        behindProxy("admission.max-per-address", "1", "admission.exempt-loopback", "false")) {
      InetSocketAddress front = freeAddress();
      Process haproxy = startHaproxy(folder, front, server.server().port(), option);
      try {
        for (int i = 1; i <= PLAYERS; i++) {
          sockets.add(logIn(front, i));
        }
        for (int i = 1; i <= PLAYERS; i++) {
          String name = "player" + i;
          RunningServer.eventually(
              () -> assertThat(server.server().players().find(name)).as(name).isNotNull());
          GameSession session = server.session(name);
          assertThat(session.remoteAddress()).isEqualTo(sockets.get(i - 1).getLocalSocketAddress());
        }
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
        haproxy.destroy();
        haproxy.waitFor();
      }
    }
  }

  private static boolean hasHaproxy() {
    try {
      return new ProcessBuilder("haproxy", "-v")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) free.getLocalSocketAddress();
    }
  }

  private static Process startHaproxy(Path folder, InetSocketAddress front, int port, String option)
      throws IOException {
    Path config = folder.resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        defaults
          mode tcp
          timeout connect 10s
          timeout client 1m
          timeout server 1m
        listen game
          bind 127.0.0.1:%d
          server game 127.0.0.1:%d %s
        """
            .formatted(front.getPort(), port, option));
    Process process =
        new ProcessBuilder("haproxy", "-db", "-f", config.toString()).inheritIO().start();
    RunningServer.eventually(
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(front);
          } catch (IOException e) {
            throw new AssertionError("HAProxy does not listen yet", e);
          }
        });
    return process;
  }

  private static Socket logIn(InetSocketAddress front, int player) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.1." + player), 0));
    socket.connect(front);
    LoginRequest.Builder login =
        LoginRequest.newBuilder().setRequestId(1).setName("player" + player);
    socket.getOutputStream().write(TestClient.frame(login));
    return socket;
  }
}
