package dev.wharf.browser;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// Serves the files of `web-client` on a free port of this machine, and the pages of the tests in
/// `/test/`.
final class WebServer implements AutoCloseable {
  /// The folder of the client.
  static final Path CLIENT = Path.of("..", "..", "web-client").toAbsolutePath().normalize();

  private static final Path TESTS = Path.of("src", "test", "web").toAbsolutePath();

  private final HttpServer server;

  private WebServer(HttpServer server) {
    this.server = server;
  }

  static WebServer start() {
    return start(TESTS);
  }

  /// Starts a server with other pages of tests.
  static WebServer start(Path tests) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", SimpleFileServer.createFileHandler(CLIENT));
      server.createContext("/test/", SimpleFileServer.createFileHandler(tests));
      server.start();
      return new WebServer(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the address of a file, such as `page/index.html`.
  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
