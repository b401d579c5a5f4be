package dev.wharf.engine.transform;

import java.net.InetSocketAddress;

/// Makes the [Transformation] of each session of a service.
@FunctionalInterface
public interface TransformationFactory {
  /// Makes the transformation of a session. Called once for each session, when the session is made:
  /// on a worker for a server's session, on the thread that calls `connect` for a client's. May not
  /// block.
  ///
  /// @param remote the peer's address
  Transformation create(InetSocketAddress remote);
}
