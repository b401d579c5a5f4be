package dev.wharf.channels.world;

import java.io.IOException;
import java.net.InetSocketAddress;

/// A listener whose connections are [Peer]s. Channels under test connect to it.
public interface PeerListener extends AutoCloseable {
  /// Returns the address to connect to.
  InetSocketAddress address();

  /// Waits for the next connection. The caller closes the peer.
  Peer accept() throws IOException;

  @Override
  void close() throws IOException;
}
