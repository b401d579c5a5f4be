package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.SessionState;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.buffer.SendJournal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A session of the engine without a connection. It is always open. A benchmark that sends to this
/// session, or closes it, fails.
final class NoSession implements Session {
  @Override
  public long id() {
    return 0;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  public SessionState state() {
    return SessionState.CONNECTED;
  }

  @Override
  public SessionHandler handler() {
    throw noConnection();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public SendBufferPool sendBuffers() {
    throw noConnection();
  }

  @Override
  public SendResult send(SendBuffer packet) {
    throw noConnection();
  }

  @Override
  public SendResult send(SendBuffer packet, SendPolicy policy) {
    throw noConnection();
  }

  @Override
  public void journal(SendJournal journal) {
    throw noConnection();
  }

  @Override
  public SendResult resend(SendBuffer packet) {
    throw noConnection();
  }

  @Override
  public boolean isSlow() {
    return false;
  }

  @Override
  public int queuedPackets() {
    return 0;
  }

  @Override
  public int queuedBytes() {
    return 0;
  }

  @Override
  public boolean execute(Runnable task) {
    throw noConnection();
  }

  @Override
  public void limitReceiveBuffer(int bytes) {
    throw noConnection();
  }

  @Override
  public void markAuthenticated() {
    throw noConnection();
  }

  @Override
  public boolean isAuthenticated() {
    return true;
  }

  @Override
  public void close(CloseReason reason) {
    close(reason, "");
  }

  @Override
  public void close(CloseReason reason, String detail) {
    throw new IllegalStateException(reason + ": " + detail);
  }

  @Override
  public void closeAfterFlush(CloseReason reason, String detail) {
    close(reason, detail);
  }

  @Override
  public void fail(Throwable thrown) {
    throw new IllegalStateException(thrown);
  }

  @Override
  public CloseReason handlerFailed(String handler, Throwable thrown) {
    throw new IllegalStateException(handler + " failed", thrown);
  }

  @Override
  public @Nullable CloseReason closeReason() {
    return null;
  }

  @Override
  public String closeDetail() {
    return "";
  }

  private static UnsupportedOperationException noConnection() {
    return new UnsupportedOperationException("there is no connection");
  }
}
