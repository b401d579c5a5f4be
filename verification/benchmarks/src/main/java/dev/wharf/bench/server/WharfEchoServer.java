package dev.wharf.bench.server;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.SessionOptions;
import java.time.Duration;

/// A server with Wharf's engine as games use it, with listener, sessions and send queues. The
/// limits of the engine are on, except those that would refuse a load generator.
final class WharfEchoServer implements EchoServer {
  private static final int MOST_SESSIONS = 1_000_000;

  private final CompletionPort port;
  private final ServerService service;

  private WharfEchoServer(CompletionPort port, ServerService service) {
    this.port = port;
    this.service = service;
  }

  /// Starts a server.
  ///
  /// @param listenPort the TCP port to listen on; 0 takes a free one
  /// @param sessions creates the handlers of the sessions
  static WharfEchoServer start(
      PortOptions portOptions, int listenPort, SessionHandlerFactory sessions) {
    CompletionPort port = CompletionPort.open(portOptions);
    try {
      return new WharfEchoServer(
          port, ServerService.start(port, serverOptions(listenPort), sessions));
    } catch (RuntimeException e) {
      port.close();
      throw e;
    }
  }

  @Override
  public int port() {
    return service.localAddress().getPort();
  }

  /// Returns the name of the channel provider, and how the workers share the work
  /// (`PortOptions.Shape`).
  String description() {
    return port.providerName() + ", " + port.options().shape();
  }

  /// Returns the engine's ledger as text.
  String ledger() {
    return port.ledger().toString();
  }

  @Override
  public void close() {
    port.close();
  }

  private static ServerOptions serverOptions(int listenPort) {
    SessionOptions defaults = SessionOptions.defaults();
    SessionOptions session =
        defaults
            .withReceiveBytes(defaults.receiveInitialBytes(), MAX_FRAME_BYTES)
            .withIdleTimeout(Duration.ZERO)
            .withLoginTimeout(Duration.ZERO);
    return ServerOptions.onLoopback(listenPort)
        .withSession(session)
        .withAdmission(
            new AdmissionLimits(
                MOST_SESSIONS, MOST_SESSIONS, MOST_SESSIONS, MOST_SESSIONS, MOST_SESSIONS, true));
  }
}
