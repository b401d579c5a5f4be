package dev.wharf.swarm.demo;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// A web server for a page and the files beside it. Only this machine can connect to it.
/// Thread-safe.
final class PageServer implements AutoCloseable {
  private final HttpServer server;
  private final String page;

  private PageServer(HttpServer server, String page) {
    this.server = server;
    this.page = page;
  }

  /// Starts a web server.
  ///
  /// @param folder the folder whose files it serves
  /// @param page the file of the page, relative to the folder
  /// @param preferredPort its port; when another program has the port, a free one
  /// @throws ServerFailedException when there is no such page, or no port is free
  static PageServer start(Path folder, String page, int preferredPort) {
    Path root = folder.toAbsolutePath().normalize();
    Path file = root.resolve(page);
    if (!Files.isReadable(file)) {
      throw new ServerFailedException("the page cannot be served: there is no file " + file);
    }
    PageServer started = new PageServer(open(root, preferredPort), page);
    started.server.start();
    return started;
  }

  private static HttpServer open(Path root, int preferredPort) {
    try {
      return openOn(root, preferredPort);
    } catch (UncheckedIOException e) { // the port is taken
      return openOnFreePort(root);
    }
  }

  private static HttpServer openOnFreePort(Path root) {
    try {
      return openOn(root, 0);
    } catch (UncheckedIOException e) {
      throw new ServerFailedException("the page cannot be served: " + e.getMessage());
    }
  }

  private static HttpServer openOn(Path root, int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return SimpleFileServer.createFileServer(address, root, OutputLevel.NONE);
  }

  /// Returns the address of the page.
  ///
  /// @param query the part of the address after the `?`; empty for none
  String address(String query) {
    InetSocketAddress own = server.getAddress();
    return "http://%s:%d/%s%s"
        .formatted(
            own.getAddress().getHostAddress(),
            own.getPort(),
            page,
            query.isEmpty() ? "" : "?" + query);
  }

  /// Closes the port and all connections.
  @Override
  public void close() {
    server.stop(0);
  }
}
