package dev.wharf.swarm.demo;

import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.cli.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option `--world` of the demo: the users walk through the game's world, and a page in the
/// browser shows it.
final class WorldOption {
  private static final String FOLDER = "web-client";
  private static final int PAGE_PORT = 8000;

  /// The port to which pages connect when their address names no other one.
  private static final int WEBSOCKET_PORT = 7778;

  @Option(
      names = "--world",
      description =
          "Lets the users walk through the game's world, and prints the address of a page that"
              + " shows them. Without --duration, runs until Ctrl-C.")
  private boolean isOn;

  /// Returns the world that the demo shows; null without the option.
  ///
  /// @throws UsageException when the game has no world
  @Nullable DemoWorld find(SwarmGame game) {
    return isOn
        ? game.demoWorld()
            .orElseThrow(() -> new UsageException("--world: this game has no world to show"))
        : null;
  }

  /// Starts the web server for the page.
  ///
  /// @param launcher the project's launcher, which is beside the folder of the page
  static PageServer serve(DemoWorld world, Path launcher) {
    return PageServer.start(launcher.resolveSibling(FOLDER), world.page(), PAGE_PORT);
  }

  /// Returns the settings of a server to which the page can connect, each as `key=value`. Its port
  /// for WebSocket is the one that the page expects, or a free one.
  static List<String> settings() {
    int port = isFree(WEBSOCKET_PORT) ? WEBSOCKET_PORT : 0;
    return List.of("websocket.enabled=true", "websocket.port=" + port);
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Returns the address of the page for a server that is ready.
  static String address(PageServer page, ServerProcess server) {
    int port = server.webSocketPort().orElse(WEBSOCKET_PORT);
    return page.address(port == WEBSOCKET_PORT ? "" : "server=ws://127.0.0.1:" + port + "/");
  }
}
