package dev.wharf.channels.world;

import java.io.IOException;
import java.net.InetSocketAddress;

/// The other end of a connection under test. Its methods wait as those of a blocking socket.
public interface Peer extends AutoCloseable {
  /// Returns the address of this end.
  InetSocketAddress localAddress();

  /// Returns the address of the end under test.
  InetSocketAddress remoteAddress();

  /// Sends all these bytes.
  void send(byte... bytes) throws IOException;

  /// Receives this many bytes, or fewer when the stream ends before.
  byte[] receive(int count) throws IOException;

  /// Receives all bytes up to the end of the stream.
  byte[] receiveAll() throws IOException;

  /// Ends the direction from this peer to the end under test.
  void shutdownOutput() throws IOException;

  /// Ends the connection with a reset (RST).
  void reset() throws IOException;

  @Override
  void close() throws IOException;
}
