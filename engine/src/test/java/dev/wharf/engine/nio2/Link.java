package dev.wharf.engine.nio2;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;

/// A connection: a channel under test, and a plain blocking socket at the other end.
record Link(AsynchronousSocketChannel channel, Socket peer) {
  void send(byte... bytes) throws IOException {
    peer.getOutputStream().write(bytes);
  }

  byte[] receive(int count) throws IOException {
    return peer.getInputStream().readNBytes(count);
  }

  byte[] receiveAll() throws IOException {
    return peer.getInputStream().readAllBytes();
  }

  /// Ends the connection with RST, so that the channel gets a reset.
  void reset() throws IOException {
    peer.setSoLinger(true, 0);
    peer.close();
  }
}
