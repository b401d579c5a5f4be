package dev.wharf.swarm.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.FaultyRelay.Frame;
import dev.wharf.game.tests.FaultyRelay.Meddler;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.cut.CutRelay;
import dev.wharf.transport.certificate.CertificateFiles;
import dev.wharf.transport.certificate.DevelopmentCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that a client in another language, written from `docs/wire-protocol.md` alone, resumes its
/// sessions: the clients in `docs/clients/python`.
@Timeout(180)
class PythonClientTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int ECHO_REPLY = 101;

  /// The number of frames from the server before the connection of a faulty relay ends.
  private static final int FRAMES = 40;

  @TempDir private Path folder;

  @BeforeAll
  static void needsPython() {
    Python.require(PythonClientTest.class.getSimpleName());
  }

  @Test
  void encodesAndDecodesTheFramesOfTheFile() {
    Python.Run run = Python.run("packets.py", "../conformance/frames.txt");
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(run.count("frames")).isGreaterThan(20);
    assertThat(run.count("wrong")).isZero();
  }

  /// The server keeps so few packets that a client which does not acknowledge them cannot resume.
  @Test
  void passesTheConformanceScripts() {
    try (TestServer server = TestServer.start("resume.max-packets", "150")) {
      Python.Run run = Python.run("conformance.py", arguments(server.address(), "../conformance"));
      assertThat(run.code()).as(run.output()).isZero();
      assertThat(run.count("scripts")).isGreaterThanOrEqualTo(5);
      assertThat(run.count("failed")).isZero();
    }
  }

  /// Clients that send again what the server has handled, or do not acknowledge, must not pass.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          self.forget(reply['handled'])                  | pass
          if self.handled - self.acknowledged >= least:  | if False:
          """)
  void theScriptsFindAClientThatCountsWrongly(String right, String wrong) {
    Python.copyBroken(folder, "session.py", right, wrong);
    try (TestServer server = TestServer.start("resume.max-packets", "150")) {
      String scripts = Python.CLIENTS.resolveSibling("conformance").toAbsolutePath().toString();
      Python.Run run = Python.runIn(folder, "conformance.py", arguments(server.address(), scripts));
      assertThat(run.code()).as(run.output()).isEqualTo(1);
      assertThat(run.output()).contains("5-resume.txt:").contains("failed=1");
    }
  }

  /// On average, each connection is cut after a second. One of eight is cut while its client logs
  /// in or resumes.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void losesNothingAlthoughConnectionsAreCut(boolean tls) throws IOException {
    try (TestServer server = tls ? startWithTls() : TestServer.start();
        CutRelay relay = cutting(server)) {
      List<String> options = new ArrayList<>(List.of("--resumes", "3", "--seconds", "120"));
      if (tls) {
        options.addAll(List.of("--tls-ca", certificate()));
      }
      Python.Run run =
          Python.run("check.py", arguments(relay.address(), options.toArray(String[]::new)));
      assertThat(run.code()).as(run.output()).isZero();
      for (String fault : List.of("lost", "duplicated", "reordered", "wrong")) {
        assertThat(run.count(fault)).as(fault).isZero();
      }
      assertThat(run.count("resumed")).isGreaterThanOrEqualTo(9);
      assertThat(run.count("replayed")).isPositive();
      assertThat(relay.cut()).isGreaterThanOrEqualTo(9);
      // Each player sends a request to join, 400 echoes, 100 texts and 40 texts that are refused.
      // It receives all replies, and the texts of all three players.
      assertThat(run.count("sent")).isGreaterThanOrEqualTo(3 * (1 + 400 + 100 + 40));
      assertThat(run.count("received")).isGreaterThanOrEqualTo(3 * (1 + 400 + 3 * 100 + 40));
    }
  }

  @Test
  void refusesAServerWithAnotherCertificate(@TempDir Path another) {
    CertificateFiles trusted = DevelopmentCertificate.in(another, Instant.now());
    try (TestServer server = startWithTls()) {
      Python.Run run =
          Python.run(
              "check.py",
              arguments(server.address(), "--tls-ca", trusted.certificate().toString()));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.output()).contains("the certificate of the server is not trusted");
      assertThat(run.count("received")).isZero();
    }
  }

  private TestServer startWithTls() {
    return TestServer.start(
        "development", "true", "tls.enabled", "true", "tls.development-folder", folder.toString());
  }

  private String certificate() {
    return folder.resolve("certificate.pem").toString();
  }

  /// Clients that count or send again wrongly must not pass.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          if packet_id not in NOT_COUNTED | if packet_id not in NOT_COUNTED and packet != 'Failure'
          self.forget(reply['handled'])   | pass
          """)
  void findsAClientThatCountsWrongly(String right, String wrong) throws IOException {
    Python.copyBroken(folder, "session.py", right, wrong);
    try (TestServer server = TestServer.start();
        CutRelay relay = cutting(server)) {
      Python.Run run =
          Python.runIn(folder, "check.py", arguments(relay.address(), "--resumes", "3"));
      assertThat(run.code()).as(run.output()).isEqualTo(1);
      assertThat(run.count("duplicated")).as(run.output()).isPositive();
    }
  }

  /// A server that sends one packet too many after a resume, or loses one packet, must not pass.
  @ParameterizedTest
  @CsvSource({"2, duplicated", "0, lost"})
  void findsAServerThatReplaysWrongly(int times, String fault) {
    try (TestServer server = TestServer.start();
        FaultyRelay relay =
            new FaultyRelay(
                server.port(), _ -> List::of, connection -> repeating(connection, times))) {
      Python.Run run =
          Python.run("check.py", arguments(relay.address(), "--players", "1", "--seconds", "8"));
      assertThat(run.code()).as(run.output()).isEqualTo(1);
      assertThat(run.count("resumed")).isPositive();
      assertThat(run.count(fault)).isPositive();
    }
  }

  /// Ends the first connection after some frames. On the second one, passes the first reply to an
  /// echo this number of times.
  private static Meddler repeating(int connection, int times) {
    List<Frame> seen = new ArrayList<>();
    return frame -> {
      if (connection == 0) {
        seen.add(frame);
        if (seen.size() > FRAMES) {
          throw new IOException("cut");
        }
      } else if (connection == 1 && frame.id() == ECHO_REPLY && seen.isEmpty()) {
        seen.add(frame);
        return Collections.nCopies(times, frame);
      }
      return List.of(frame);
    };
  }

  private static CutRelay cutting(TestServer server) throws IOException {
    return CutRelay.start(ANY_PORT, server.address(), new CutRate(100), EngineRuntime.system());
  }

  private static String[] arguments(InetSocketAddress address, String... more) {
    return Stream.concat(Stream.of("--port", "" + address.getPort()), Stream.of(more))
        .toArray(String[]::new);
  }
}
