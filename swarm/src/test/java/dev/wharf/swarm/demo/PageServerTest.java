package dev.wharf.swarm.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageServerTest {
  @TempDir private Path folder;

  @BeforeEach
  void writePage() throws IOException {
    Files.createDirectories(folder.resolve("page"));
    Files.createDirectories(folder.resolve("dist"));
    Files.writeString(folder.resolve("page/world.html"), "<p>the world</p>");
    Files.writeString(folder.resolve("dist/wharf.js"), "export {};");
  }

  @Test
  void servesThePageAndItsScriptsOnThisMachine() throws Exception {
    try (PageServer server = PageServer.start(folder, "page/world.html", 0)) {
      String address = server.address("");
      assertThat(address).matches("http://127\\.0\\.0\\.1:\\d+/page/world\\.html");
      assertThat(get(address).body()).isEqualTo("<p>the world</p>");
      HttpResponse<String> script = get(address.replace("page/world.html", "dist/wharf.js"));
      // A browser runs a module only if it has one of these types.
      assertThat(script.headers().firstValue("content-type").orElse(""))
          .isIn("text/javascript", "application/javascript");
    }
  }

  @Test
  void takesAFreePortWhenAnotherProgramHasThePreferredOne() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        PageServer server = PageServer.start(folder, "page/world.html", other.getLocalPort())) {
      assertThat(server.address("")).doesNotContain(":" + other.getLocalPort() + "/");
      assertThat(get(server.address("server=ws://127.0.0.1:1/")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void leavesItsPortWhenItIsClosed() throws IOException {
    int port;
    try (PageServer server = PageServer.start(folder, "page/world.html", 0)) {
      port = URI.create(server.address("")).getPort();
    }
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  @Test
  void namesAPageThatIsNotThere() {
    Path project = folder.resolve("web-client");
    assertThatThrownBy(() -> PageServer.start(project, "page/world.html", 0))
        .isInstanceOf(ServerFailedException.class)
        .hasMessage(
            "the page cannot be served: there is no file " + project.resolve("page/world.html"));
  }

  private static HttpResponse<String> get(String address) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
    }
  }
}
