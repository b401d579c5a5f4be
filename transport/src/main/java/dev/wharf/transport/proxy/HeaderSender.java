package dev.wharf.transport.proxy;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import java.nio.ByteBuffer;

/// Sends a header of the PROXY protocol in front of one connection. Transparent after the header.
final class HeaderSender implements Transformation {
  private static final int LEAST_BYTES = 64;

  private final ByteBuffer header;

  /// Creates the transformation of one connection.
  ///
  /// @param header the whole header, at most 64 bytes
  HeaderSender(byte[] header) {
    this.header = ByteBuffer.wrap(header);
  }

  @Override
  public int receiveBytes() {
    return LEAST_BYTES;
  }

  @Override
  public int sendBytes() {
    return LEAST_BYTES;
  }

  @Override
  public boolean isEstablished() {
    return !header.hasRemaining();
  }

  @Override
  public boolean isTransparent() {
    return isEstablished();
  }

  /// Leaves bytes that arrive before the header is sent for later: the transformation is then
  /// transparent.
  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) {}

  @Override
  public boolean isPeerFinished() {
    return false;
  }

  @Override
  public boolean hasOutput() {
    return header.hasRemaining();
  }

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) {
    out.put(header);
  }

  @Override
  public void finish(CloseReason reason) {}
}
