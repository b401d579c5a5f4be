package dev.wharf.channels;

import dev.wharf.channels.world.Peer;
import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;

/// A connection: a channel under test, and its other end.
record Link(AsynchronousSocketChannel channel, Peer peer) {
  void send(byte... bytes) throws IOException {
    peer.send(bytes);
  }

  byte[] receive(int count) throws IOException {
    return peer.receive(count);
  }

  byte[] receiveAll() throws IOException {
    return peer.receiveAll();
  }

  /// Ends the connection with RST, so that the channel gets a reset.
  void reset() throws IOException {
    peer.reset();
  }
}
