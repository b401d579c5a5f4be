package dev.wharf.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.tests.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Builds the client in `web-client` again where there is Node, and runs its tests.
@Timeout(400)
class WebClientBuildTest {
  private static final Path ROOT = WebServer.CLIENT.getParent();
  private static final String PACKAGES = "web-client/node_modules";
  private static final String SCRIPTS = ROOT.resolve("docs/clients/conformance").toString();

  @TempDir private Path folder;

  @BeforeAll
  static void needsNode() {
    Node.require(WebClientBuildTest.class.getSimpleName());
  }

  /// Deletes the link of the copy, because JUnit warns of links that lead out of its folder.
  @AfterEach
  void deleteLink() throws IOException {
    Files.deleteIfExists(folder.resolve(PACKAGES));
  }

  @Test
  void whatIsCheckedInIsWhatTheBuildMakes() {
    Node.Run run = Node.script("check");
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(run.output()).contains("bytes zipped; the limit is 40000");
  }

  @Test
  void findsAPacketWithoutItsBuild() throws IOException {
    copyTheClient();
    Path proto = folder.resolve("proto/src/main/proto/game/echo.proto");
    Files.writeString(proto, Files.readString(proto) + "\nmessage New {}\n");
    Node.Run run = Node.scriptIn(folder.resolve("web-client"), "check");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.output()).contains("is not what the build makes: npm run build");
  }

  @Test
  void itsOwnTestsPass() {
    Node.Run run = Node.script("test");
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(run.output()).containsPattern("# pass [1-9]").contains("# fail 0");
  }

  /// The server keeps so few packets that a client which does not acknowledge them cannot resume.
  @Test
  void passesTheConformanceScripts() {
    try (TestServer server = start()) {
      Node.Run run = Node.script("conformance", SCRIPTS, url(server));
      assertThat(run.code()).as(run.output()).isZero();
      assertThat(run.count("scripts")).isGreaterThanOrEqualTo(5);
      assertThat(run.count("frames")).isGreaterThan(20);
      assertThat(run.count("failed")).isZero();
    }
  }

  /// A client that sends again what the server has handled must not pass.
  @Test
  void theScriptsFindAClientThatCountsWrongly() throws IOException {
    copyTheClient();
    Path session = folder.resolve("web-client/src/session.ts");
    String right = "return this.outbox.forget(reply.handled);";
    assertThat(session).content().contains(right);
    Files.writeString(session, Files.readString(session).replace(right, "return \"\";"));
    try (TestServer server = start()) {
      Path client = folder.resolve("web-client");
      Node.Run run = Node.scriptIn(client, "conformance", SCRIPTS, url(server));
      assertThat(run.code()).as(run.output()).isEqualTo(1);
      assertThat(run.output()).contains("5-resume.txt:").contains("failed=1");
    }
  }

  @Test
  void theLockFileNamesNoRegistry() {
    assertThat(WebServer.CLIENT.resolve("package-lock.json"))
        .content()
        .contains("\"integrity\"")
        .doesNotContain("\"resolved\"");
  }

  private static TestServer start() {
    return TestServer.start(
        "websocket.enabled", "true", "websocket.port", "0", "resume.max-packets", "150");
  }

  private static String url(TestServer server) {
    return "ws://127.0.0.1:" + server.server().webSocketAddress().orElseThrow().getPort() + "/";
  }

  /// Copies the client and the .proto files. The copy has the packages of the client by a link.
  private void copyTheClient() throws IOException {
    for (String part : List.of("web-client", "proto/src/main/proto", "protocol/src/main/proto")) {
      copy(ROOT.resolve(part), folder.resolve(part));
    }
    Files.createSymbolicLink(folder.resolve(PACKAGES), ROOT.resolve(PACKAGES));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path relative = from.relativize(file);
        if (!relative.startsWith("node_modules") && !relative.startsWith("build")) {
          Path target = to.resolve(relative);
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
  }
}
