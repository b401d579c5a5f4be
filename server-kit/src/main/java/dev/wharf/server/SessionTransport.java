package dev.wharf.server;

import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.transport.proxy.AddressBlocks;
import dev.wharf.transport.proxy.ProxyProtocol;
import dev.wharf.transport.proxy.ProxyVersions;
import org.jspecify.annotations.Nullable;

/// Chooses the transformations between the channels and the sessions of a server by its settings.
/// The header of a proxy comes first, next to the channel.
final class SessionTransport {
  private SessionTransport() {}

  /// Returns the engine's options of a server, with the transformations of its sessions. A server
  /// whose settings name none has sessions without a transformation.
  static ServerOptions options(ServerConfig config) {
    ServerOptions options = config.server();
    return options.withSession(
        options.session().withTransformation(proxy(config.of(ServerConfig.Proxy.class))));
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
}
