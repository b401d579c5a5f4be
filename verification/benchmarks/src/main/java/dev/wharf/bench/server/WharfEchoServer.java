package dev.wharf.bench.server;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.transport.tls.ServerTls;
import dev.wharf.transport.tls.ServerTlsOptions;
import dev.wharf.transport.tls.TlsProvider;
import dev.wharf.transport.websocket.ServerWebSocket;
import dev.wharf.transport.websocket.ServerWebSocketOptions;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A server with Wharf's engine as games use it, with listener, sessions and send queues. The
/// limits of the engine are on, except those that would refuse a load generator.
final class WharfEchoServer implements EchoServer {
  private static final int MOST_SESSIONS = 1_000_000;

  private final CompletionPort port;
  private final @Nullable ServerTls tls;
  private final ServerService service;

  private WharfEchoServer(CompletionPort port, @Nullable ServerTls tls, ServerService service) {
    this.port = port;
    this.tls = tls;
    this.service = service;
  }

  /// Starts a server.
  ///
  /// @param listenPort the TCP port to listen on; 0 takes a free one
  /// @param tlsBy the implementation of TLS; null for connections without encryption
  /// @param hasWebSocket whether the connections speak WebSocket
  /// @param sessions creates the handlers of the sessions
  static WharfEchoServer start(
      PortOptions portOptions,
      int listenPort,
      @Nullable TlsProvider tlsBy,
      boolean hasWebSocket,
      SessionHandlerFactory sessions)
      throws IOException {
    CompletionPort port = CompletionPort.open(portOptions);
    ServerTls tls = null;
    try {
      if (tlsBy != null) {
        tls = openTls(port, tlsBy);
      }
      ServerWebSocket webSocket =
          hasWebSocket
              ? new ServerWebSocket(port.runtime(), ServerWebSocketOptions.defaults())
              : null;
      SessionOptions session = sessionOptions().withTransformation(chain(tls, webSocket));
      ServerService service =
          ServerService.start(port, serverOptions(listenPort, session), sessions);
      return new WharfEchoServer(port, tls, service);
    } catch (IOException | RuntimeException e) {
      if (tls != null) {
        tls.close();
      }
      port.close();
      throw e;
    }
  }

  private static @Nullable TransformationFactory chain(
      @Nullable TransformationFactory outer, @Nullable TransformationFactory inner) {
    if (outer == null) {
      return inner;
    }
    return inner == null ? outer : outer.andThen(inner);
  }

  /// Reads the certificate once. It does not look for a new one.
  private static ServerTls openTls(CompletionPort port, TlsProvider provider) throws IOException {
    try (BenchCertificate certificate = new BenchCertificate()) {
      ServerTlsOptions options = ServerTlsOptions.of(certificate.files()).withProvider(provider);
      return ServerTls.open(
          port.runtime(), options.withPeriods(Duration.ZERO, options.ticketPeriod()));
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
    if (tls != null) {
      tls.close();
    }
  }

  private static SessionOptions sessionOptions() {
    SessionOptions defaults = SessionOptions.defaults();
    return defaults
        .withReceiveBytes(defaults.receiveInitialBytes(), MAX_FRAME_BYTES)
        .withIdleTimeout(Duration.ZERO)
        .withLoginTimeout(Duration.ZERO);
  }

  private static ServerOptions serverOptions(int listenPort, SessionOptions session) {
    return ServerOptions.onLoopback(listenPort)
        .withSession(session)
        .withAdmission(
            new AdmissionLimits(
                MOST_SESSIONS, MOST_SESSIONS, MOST_SESSIONS, MOST_SESSIONS, MOST_SESSIONS, true));
  }
}
