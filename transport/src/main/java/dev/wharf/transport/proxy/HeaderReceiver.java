package dev.wharf.transport.proxy;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Takes the header of the PROXY protocol from the front of one connection. Transparent after the
/// header.
final class HeaderReceiver implements Transformation {
  private static final int LEAST_SEND_BYTES = 64;

  private final ProxyVersions versions;

  /// Whether a byte of the header has arrived.
  private boolean hasBegun;

  private boolean isEstablished;
  private @Nullable InetSocketAddress peerAddress;

  HeaderReceiver(ProxyVersions versions) {
    this.versions = versions;
  }

  @Override
  public int receiveBytes() {
    return ProxyProtocol.MAX_HEADER_BYTES;
  }

  @Override
  public int sendBytes() {
    return LEAST_SEND_BYTES;
  }

  @Override
  public boolean isEstablished() {
    return isEstablished;
  }

  @Override
  public boolean isTransparent() {
    return isEstablished;
  }

  @Override
  public @Nullable InetSocketAddress peerAddress() {
    return peerAddress;
  }

  @Override
  public @Nullable CloseReason unusedReason() {
    boolean isOwn = isEstablished ? peerAddress == null : !hasBegun;
    return isOwn ? ProxyCloseReasons.PROXY_CHECK : null;
  }

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    if (isEstablished || !received.hasRemaining()) {
      return;
    }
    hasBegun = true;
    int length = HeaderFrame.length(received, versions);
    if (length > 0 && length <= received.remaining()) {
      byte[] header = new byte[length];
      received.get(header);
      peerAddress = HeaderParser.source(header);
      isEstablished = true;
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
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) {}

  @Override
  public void finish(CloseReason reason) {}
}
