package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.Session;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A link to nobody: always open, sends nothing, and must not be closed.
final class NoLink extends PacketLink {
  NoLink(PacketRouter<?> router, PacketEncoder encoder) {
    super(router, encoder, null);
  }

  @Override
  Session session() {
    throw nobody();
  }

  @Override
  long id() {
    return 0;
  }

  @Override
  InetSocketAddress remoteAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  boolean isOpen() {
    return true;
  }

  @Override
  long nanoTime() {
    return System.nanoTime();
  }

  @Override
  SendBufferPool sendBuffers() {
    throw nobody();
  }

  @Override
  SendResult send(SendBuffer packet, SendPolicy policy) {
    throw nobody();
  }

  @Override
  CloseReason handlerFailed(String handler, Throwable thrown) {
    throw new IllegalStateException("the handler of " + handler + " failed", thrown);
  }

  @Override
  void close(CloseReason reason, String detail) {
    throw new IllegalStateException(reason + ": " + detail);
  }

  @Override
  void closeAfterFlush(CloseReason reason, String detail) {
    close(reason, detail);
  }

  private static UnsupportedOperationException nobody() {
    return new UnsupportedOperationException("there is no connection");
  }
}
