package dev.wharf.transport.proxy;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.nio.ByteBuffer;

/// Ends a connection that does not come from a proxy, without reading a byte of it.
final class Refusal implements Transformation {
  private static final int LEAST_BYTES = 64;

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
    return false;
  }

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    throw refused();
  }

  @Override
  public boolean isPeerFinished() {
    return false;
  }

  @Override
  public boolean hasOutput() {
    return true;
  }

  /// Ends the session at its start, when the session asks for the first output.
  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) throws TransformationException {
    throw refused();
  }

  @Override
  public void finish(CloseReason reason) {}

  private static TransformationException refused() {
    return new TransformationException(
        ProxyCloseReasons.NOT_FROM_PROXY, "the address is none of the proxies'");
  }
}
