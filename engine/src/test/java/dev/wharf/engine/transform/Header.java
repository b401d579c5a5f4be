package dev.wharf.engine.transform;

import dev.wharf.engine.CloseReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A server's transformation that takes a header of four bytes from the front of the stream: the
/// peer's IPv4 address. It is transparent after the header. No method but [#isTransparent()],
/// [#isEstablished()] and [#peerAddress()] may be called then.
public final class Header implements Transformation {
  /// The reason of a session whose header begins with a zero.
  public static final CloseReason BAD_HEADER = CloseReason.misbehaviour("BAD_HEADER");

  /// The TCP port of each peer.
  public static final int PORT = 4000;

  private @Nullable InetSocketAddress address;

  @Override
  public int receiveBytes() {
    return 64;
  }

  @Override
  public int sendBytes() {
    return 64;
  }

  @Override
  public boolean isEstablished() {
    return address != null;
  }

  @Override
  public boolean isTransparent() {
    return address != null;
  }

  @Override
  public @Nullable InetSocketAddress peerAddress() {
    return address;
  }

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    requireNotTransparent();
    if (received.hasRemaining() && received.get(received.position()) == 0) {
      throw new TransformationException(BAD_HEADER, "the header begins with a zero");
    }
    if (received.remaining() >= 4) {
      byte[] bytes = new byte[4];
      received.get(bytes);
      address = new InetSocketAddress(address(bytes), PORT);
    }
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean isPeerFinished() {
    return false;
  }

  @Override
  public boolean hasOutput() {
    return false;
  }

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) {
    requireNotTransparent();
  }

  @Override
  public void finish(CloseReason reason) {}

  private void requireNotTransparent() {
    if (address != null) {
      throw new IllegalStateException("called after the header");
    }
  }
}
