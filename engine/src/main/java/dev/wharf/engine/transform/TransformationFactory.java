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

  /// Returns a factory of two transformations, one behind the other. This factory's transformation
  /// is next to the channel: it gets received bytes first, and packets last. The inner handshake
  /// begins when the outer one is over. At the end, the inner transformation finishes first.
  ///
  /// @param inner makes the transformation next to the session
  default TransformationFactory andThen(TransformationFactory inner) {
    return new ChainFactory(this, inner);
  }

  /// Returns whether the transformation of a connection from this address tells the peer's real
  /// address ([Transformation#peerAddress()]). The server then applies its limits by address when
  /// that address is known, instead of to the address of the connection.
  ///
  /// @param remote the address of the connection
  default boolean expectsPeerAddress(InetSocketAddress remote) {
    return false;
  }
}
