package dev.wharf.engine.transform;

import java.net.InetSocketAddress;

/// Makes the [Transformation] of each session of a service.
@FunctionalInterface
public interface TransformationFactory {
  /// Called once for each session, when it is made: on a worker for a server's session, on the
  /// connecting thread for a client's. May not block.
  ///
  /// @param remote the peer's address
  Transformation create(InetSocketAddress remote);
}
