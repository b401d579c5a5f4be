package dev.wharf.server;

import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.metrics.GameFigures;
import dev.wharf.transport.certificate.CertificateFiles;
import dev.wharf.transport.certificate.DevelopmentCertificate;
import dev.wharf.transport.certificate.TlsSetupException;
import dev.wharf.transport.proxy.AddressBlocks;
import dev.wharf.transport.proxy.ProxyProtocol;
import dev.wharf.transport.proxy.ProxyVersions;
import dev.wharf.transport.tls.ServerTls;
import dev.wharf.transport.tls.ServerTlsOptions;
import dev.wharf.transport.tls.TlsCounters;
import dev.wharf.transport.tls.TlsFailure;
import dev.wharf.transport.websocket.Origins;
import dev.wharf.transport.websocket.ServerWebSocket;
import dev.wharf.transport.websocket.ServerWebSocketOptions;
import dev.wharf.transport.websocket.WebSocketCounters;
import dev.wharf.transport.websocket.WebSocketFailure;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The transformations between the channels and the sessions of a server, by its settings. The
/// header of a proxy comes first, next to the channel; TLS follows, and then WebSocket, on the port
/// for it.
final class SessionTransport implements AutoCloseable {
  private final ServerConfig config;
  private final @Nullable ServerTls tls;
  private final @Nullable ServerWebSocket webSocket;

  private SessionTransport(
      ServerConfig config, @Nullable ServerTls tls, @Nullable ServerWebSocket webSocket) {
    this.config = config;
    this.tls = tls;
    this.webSocket = webSocket;
  }

  /// Sets up what the settings name, and adds its figures to the metrics.
  ///
  /// @throws StartException when TLS cannot be set up
  static SessionTransport open(ServerConfig config, EngineRuntime runtime, GameFigures figures) {
    return new SessionTransport(
        config, tls(config, runtime, figures), webSocket(config, runtime, figures));
  }

  private static @Nullable ServerTls tls(
      ServerConfig config, EngineRuntime runtime, GameFigures figures) {
    ServerConfig.Tls settings = config.of(ServerConfig.Tls.class);
    if (!settings.enabled()) {
      return null;
    }
    try {
      ServerTls tls = ServerTls.open(runtime, options(settings, runtime));
      addFigures(figures, tls);
      return tls;
    } catch (TlsSetupException e) {
      throw StartException.of(config, List.of("tls.certificate", "tls.key", "tls.provider"), e);
    }
  }

  private static @Nullable ServerWebSocket webSocket(
      ServerConfig config, EngineRuntime runtime, GameFigures figures) {
    ServerConfig.WebSocket settings = config.of(ServerConfig.WebSocket.class);
    if (!settings.enabled()) {
      return null;
    }
    ServerWebSocketOptions options =
        ServerWebSocketOptions.defaults().withOrigins(Origins.parse(settings.origins()));
    ServerWebSocket webSocket = new ServerWebSocket(runtime, options);
    WebSocketCounters counters = webSocket.counters();
    figures.counter(
        "wharf.websocket.handshakes",
        "WebSocket handshakes that have succeeded",
        counters::handshakes);
    figures.counters(
        "wharf.websocket.failures",
        "WebSocket connections that were refused or have failed, by reason",
        "reason",
        WebSocketFailure.class,
        counters::failures);
    return webSocket;
  }

  private static ServerTlsOptions options(ServerConfig.Tls settings, EngineRuntime runtime) {
    ServerTlsOptions options =
        ServerTlsOptions.of(files(settings, runtime))
            .withProvider(settings.provider())
            .withVersions(
                settings.oldestVersion() == ServerConfig.TlsVersion.V1_2
                    ? List.of("TLSv1.3", "TLSv1.2")
                    : List.of("TLSv1.3"))
            .withPeriods(settings.reload(), settings.ticketKeyLife());
    int most = settings.maxHandshakes();
    return options.withHandshakes(
        most == 0 ? options.maxHandshakes() : most, settings.maxWaitingHandshakes());
  }

  private static CertificateFiles files(ServerConfig.Tls settings, EngineRuntime runtime) {
    if (settings.certificate().isEmpty()) {
      return DevelopmentCertificate.in(Path.of(settings.developmentFolder()), runtime.instant());
    }
    String password = settings.keyPasswordFile();
    return new CertificateFiles(
        Path.of(settings.certificate()),
        Path.of(settings.key()),
        password.isEmpty() ? null : Path.of(password));
  }

  private static void addFigures(GameFigures figures, ServerTls tls) {
    TlsCounters counters = tls.counters();
    figures.counter(
        "wharf.tls.handshakes", "TLS handshakes that have succeeded", counters::handshakes);
    figures.counter(
        "wharf.tls.resumed", "TLS handshakes that have resumed a session", counters::resumed);
    figures.counters(
        "wharf.tls.failures",
        "TLS connections that have failed, by reason",
        "reason",
        TlsFailure.class,
        counters::failures);
    figures.gauge(
        "wharf.tls.handshakes.waiting",
        "TLS handshakes that wait to be computed",
        tls::waitingHandshakes);
    figures.gauge(
        "wharf.tls.certificate.days",
        "Days until the TLS certificate expires; negative when it has expired",
        tls::daysLeft);
  }

  /// Returns the engine's options of the server, with the transformations of its sessions. A server
  /// whose settings name none has sessions without a transformation.
  ServerOptions options() {
    ServerOptions plain = config.server();
    TransformationFactory outer = chain(proxy(config.of(ServerConfig.Proxy.class)), tls);
    ServerOptions options = plain.withSession(plain.session().withTransformation(outer));
    InetSocketAddress bind = config.webSocketBind();
    return bind == null
        ? options
        : options.withEndpoint(new ServerOptions.Endpoint(bind, chain(outer, webSocket)));
  }

  private static @Nullable TransformationFactory chain(
      @Nullable TransformationFactory outer, @Nullable TransformationFactory inner) {
    if (outer == null) {
      return inner;
    }
    return inner == null ? outer : outer.andThen(inner);
  }

  private static @Nullable TransformationFactory proxy(ServerConfig.Proxy settings) {
    return switch (settings.protocol()) {
      case OFF -> null;
      case V1 -> proxy(ProxyVersions.V1, settings);
      case V2 -> proxy(ProxyVersions.V2, settings);
      case ANY -> proxy(ProxyVersions.ANY, settings);
    };
  }

  private static ProxyProtocol proxy(ProxyVersions versions, ServerConfig.Proxy settings) {
    return new ProxyProtocol(versions, AddressBlocks.parse(settings.from()));
  }

  /// Ends TLS. Called when all sessions have ended.
  @Override
  public void close() {
    if (tls != null) {
      tls.close();
    }
  }
}
