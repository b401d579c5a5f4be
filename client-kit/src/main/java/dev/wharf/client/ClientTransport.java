package dev.wharf.client;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.transport.tls.ClientTls;
import dev.wharf.transport.tls.ClientTlsOptions;
import dev.wharf.transport.websocket.ClientWebSocket;
import org.jspecify.annotations.Nullable;

/// The transformations between the channels and the sessions of clients: TLS, WebSocket, both (the
/// scheme `wss`), or none.
public final class ClientTransport implements AutoCloseable {
  private final @Nullable ClientTls tls;
  private final @Nullable TransformationFactory transformation;

  private ClientTransport(@Nullable ClientTls tls, @Nullable TransformationFactory transformation) {
    this.tls = tls;
    this.transformation = transformation;
  }

  /// Sets up the transformations.
  ///
  /// @param tlsOptions the options of encrypted connections; null for connections without TLS
  /// @param isWebSocket whether the clients connect to the server's port for WebSocket
  /// @throws dev.wharf.transport.certificate.TlsSetupException when TLS cannot be set up
  public static ClientTransport open(
      EngineRuntime runtime, @Nullable ClientTlsOptions tlsOptions, boolean isWebSocket) {
    ClientTls tls = tlsOptions == null ? null : ClientTls.open(runtime, tlsOptions);
    if (!isWebSocket) {
      return new ClientTransport(tls, tls);
    }
    ClientWebSocket webSocket = new ClientWebSocket(runtime);
    return new ClientTransport(tls, tls == null ? webSocket : tls.andThen(webSocket));
  }

  /// Returns the factory for `SessionOptions.withTransformation`; null for plain connections.
  public @Nullable TransformationFactory transformation() {
    return transformation;
  }

  /// Frees the memory of TLS when the last connection has ended. Further calls have no effect.
  @Override
  public void close() {
    if (tls != null) {
      tls.close();
    }
  }
}
