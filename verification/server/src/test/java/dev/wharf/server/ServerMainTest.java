package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.server.SampleGame;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the server in its own process: its output, and how it ends.
class ServerMainTest {
  /// An option with which the server does not warn of stalls. For tests that expect exactly one
  /// line of errors, because a busy machine may cause such a warning.
  private static final String NO_STALLS = "--set=port.stall-threshold=1h";

  private static final String KEYS =
      "{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"alg\": \"HS256\", \"k\":"
          + " \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}";

  private static final String ZERO_LEDGER =
      "wharf-server ledger: 0 live sessions, 0 pending operations, 0 buffers out";
  private static final String DRAINING = "wharf-server: draining; a second signal ends it at once";
  private static final int CANNOT_START = 1;
  private static final int ENDED_BY_SECOND_SIGTERM = 143;

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
  void saysWhereItListensAndDrainsOnSigtermWithNothingOwed() {
    try (ServerProcess server = ServerProcess.start("--port", "0", "--set", "chat.texts=9")) {
      TestClient client = new TestClient(server.awaitReady());
      client.login("alice");
      client.join("lobby");
      server.terminate();

      ServerNotice notice = client.await(ServerNotice.class);
      assertThat(notice.getKind()).isEqualTo(ServerNotice.Kind.DRAINING);
      client.awaitEnd();
      client.close();
      assertThat(server.awaitExit()).isZero();
      assertThat(server.output()).hasSize(2).last().isEqualTo(ZERO_LEDGER);
      assertThat(server.errors())
          .contains(DRAINING)
          .contains("  chat.texts = 9  [command line]")
          .contains("  all other settings have their defaults; --show-config lists them")
          .noneMatch(line -> line.contains("[default]"))
          .anyMatch(line -> line.contains("DEVELOPMENT LOGIN"));
    }
  }

  @Test
  void keepsAccountsInAFileWithoutASetting(@TempDir Path folder) {
    try (ServerProcess server = ServerProcess.startIn(folder, "--port=0")) {
      server.awaitReady();
      assertThat(folder.resolve("run").resolve("game.db")).isNotEmptyFile();
    }
  }

  @Test
  void writesNoFileInDevelopmentMode(@TempDir Path folder) {
    try (ServerProcess server = ServerProcess.startIn(folder, "--port=0", "--dev")) {
      server.awaitReady();
      assertThat(server.errors()).anyMatch(line -> line.contains("WHAT PLAYERS OWN IS LOST"));
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
  void tellsItsAdminPortBeforeItIsReady() throws IOException {
    try (ServerProcess server =
        ServerProcess.start("--port=0", "--set=admin.enabled=true", "--set=admin.port=0")) {
      server.awaitReady();
      assertThat(server.output()).hasSize(2);
      String line = server.output().getFirst();
      assertThat(line).startsWith("wharf-server admin on 127.0.0.1:");
      URI ready = URI.create("http://" + line.substring(line.lastIndexOf(' ') + 1) + "/ready");
      try (InputStream answer = ready.toURL().openStream()) {
        assertThat(answer).hasContent("ready");
      }
      server.terminate();
      assertThat(server.awaitExit()).isZero();
      assertThat(server.output()).last().isEqualTo(ZERO_LEDGER);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
  void endsAtOnceOnASecondSigtermWhileAClientHoldsUpTheDrain() {
    try (ServerProcess server =
        ServerProcess.start(
            "--dev",
            "--port=0",
            "--set=session.max-frame-bytes=65535",
            "--set=session.max-sent-frame-bytes=65535",
            "--set=session.send-queue-packets=100000",
            "--set=session.send-queue-bytes=1GiB",
            "--set=session.closing-timeout=1h",
            "--set=shutdown.grace=1h")) {
      TestClient deaf = TestClient.withSmallReceiveBuffer(server.awaitReady());
      deaf.login("deaf");
      EchoRequest.Builder echo =
          EchoRequest.newBuilder().setPayload(ByteString.copyFrom(new byte[60_000]));
      for (int i = 0; i < 500; i++) {
        deaf.send(echo);
      }
      server.terminate();
      server.awaitError(DRAINING);
      server.terminate();

      assertThat(server.awaitExit()).isEqualTo(ENDED_BY_SECOND_SIGTERM);
      assertThat(server.errors()).contains("wharf-server: ended at once by a second signal");
      assertThat(server.output()).hasSize(1);
      deaf.close();
    }
  }

  @Test
  void reportsInOneLineThatThePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerProcess server = ServerProcess.start("--port", "" + taken.getLocalPort())) {
      assertThat(server.awaitExit()).isEqualTo(CANNOT_START);
      assertThat(server.output()).isEmpty();
      assertThat(server.errors())
          .singleElement()
          .asString()
          .startsWith(
              "wharf-server: listen.address = 127.0.0.1 (default), listen.port = "
                  + taken.getLocalPort()
                  + " (command line): cannot listen on 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": ");
    }
  }

  @Test
  void reportsInOneLineThatTheAdminPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerProcess server =
            ServerProcess.start(
                "--port=0",
                NO_STALLS,
                "--set=admin.enabled=true",
                "--set=admin.port=" + taken.getLocalPort())) {
      assertThat(server.awaitExit()).isEqualTo(CANNOT_START);
      assertThat(server.output()).isEmpty();
      assertThat(server.errors())
          .singleElement()
          .asString()
          .startsWith(
              "wharf-server: admin.address = 127.0.0.1 (default), admin.port = "
                  + taken.getLocalPort()
                  + " (command line): cannot listen on 127.0.0.1:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--bind=::1", "--set=admin.address=::1"})
  void reportsInOneLineThatIpv6IsMissing(String argument) {
    try (ServerProcess server =
        ServerProcess.startWith(
            "-Djava.net.preferIPv4Stack=true",
            "--port=0",
            NO_STALLS,
            "--set=admin.enabled=true",
            "--set=admin.port=0",
            "--set=port.provider=jdk",
            argument)) {
      assertThat(server.awaitExit()).isEqualTo(CANNOT_START);
      assertThat(server.output()).isEmpty();
      assertThat(server.errors())
          .singleElement()
          .asString()
          .startsWith("wharf-server: ")
          .contains("address = ::1 (command line)", ": cannot listen on [0:0:0:0:0:0:0:1]:0: ");
    }
  }

  @Test
  void reportsInOneLineThatAnAddressBelongsToAnotherMachine() {
    try (ServerProcess server =
        ServerProcess.start(
            "--port=0",
            "--bind=192.0.2.1",
            "--set=login.authenticator=jwt",
            "--set=login.jwt.keys=" + KEYS)) {
      assertThat(server.awaitExit()).isEqualTo(CANNOT_START);
      assertThat(server.errors())
          .singleElement()
          .asString()
          .startsWith("wharf-server: listen.address = 192.0.2.1 (command line), listen.port = 0 (");
    }
  }

  @Test
  void showsEveryKeyWhenAsked() {
    try (ServerProcess server = ServerProcess.start("--port", "0", "--show-config")) {
      server.awaitReady();
      server.awaitError("  chat.max-text = 256  [default]");
      server.terminate();
      server.awaitExit();
    }
  }

  @Test
  void reportsInOneLineThatIoUringIsMissing() {
    try (ServerProcess server =
        ServerProcess.startWithoutNativeAccess("--port", "0", "--set", "port.provider=uring")) {
      assertThat(server.awaitExit()).isEqualTo(CANNOT_START);
      assertThat(server.errors())
          .last()
          .asString()
          .startsWith("wharf-server: port.workers = ")
          .contains(
              "port.provider = uring (command line)",
              ": cannot open a completion port: there is no io_uring here: ");
      assertThat(server.errors()).hasSize(1);
      assertThat(server.output()).isEmpty();
    }
  }

  @Test
  void refusesToStartOnAPublicAddressWithoutAnAuthenticator() throws IOException {
    int port = freePort();
    try (ServerProcess server = ServerProcess.start("--bind", "0.0.0.0", "--port", "" + port)) {
      assertThat(server.awaitExit()).isEqualTo(CANNOT_START);
      assertThat(server.errors())
          .last()
          .asString()
          .startsWith("wharf-server: listen.address = 0.0.0.0 can be reached from other machines");
      assertThat(server.output()).isEmpty();
    }
  }

  @Test
  void listensNowhereWhenItRefusesToStart() throws IOException {
    int port = freePort();
    SampleGame game = new SampleGame();
    ServerConfig config =
        game.config(Map.of("listen.address", "0.0.0.0", "listen.port", "" + port));
    assertThatThrownBy(() -> GameServer.start(game, config))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("can be reached from other machines, and login.authenticator")
        .hasMessageContaining("or an authenticator of your game");
    new ServerSocket(port).close();
  }

  @Test
  void namesEveryProblemOfItsConfigurationInALineEach() {
    try (ServerProcess server =
        ServerProcess.start("--set", "sesion.heartbeat=5s", "--port", "many")) {
      assertThat(server.awaitExit()).isEqualTo(CANNOT_START);
      assertThat(server.errors())
          .containsExactlyInAnyOrder(
              "wharf-server: unknown key sesion.heartbeat (command line); did you mean"
                  + " session.heartbeat?",
              "wharf-server: listen.port = many (command line): must be a whole number from 0 to"
                  + " 65535");
      assertThat(server.output()).isEmpty();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
