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
import java.net.InetSocketAddress;

/// The engine session of a [PacketSession] whose connection was taken over by a resumed session.
/// For its packet session, it has ended: it takes no packet and no task, and closing it does
/// nothing.
///
/// @param taken the engine session of the connection
record EndedSession(Session taken) implements Session {
  @Override
  public long id() {
    return taken.id();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return taken.remoteAddress();
  }

  @Override
  public SessionState state() {
    return SessionState.CLOSED;
  }

  @Override
  public SessionHandler handler() {
    return taken.handler();
  }

  @Override
  public long nanoTime() {
    return taken.nanoTime();
  }

  @Override
  public SendBufferPool sendBuffers() {
    return taken.sendBuffers();
  }

  @Override
  public SendResult send(SendBuffer packet) {
    return SendResult.CLOSED;
  }

  @Override
  public SendResult send(SendBuffer packet, SendPolicy policy) {
    return SendResult.CLOSED;
  }

  @Override
  public void journal(SendJournal journal) {}

  @Override
  public SendResult resend(SendBuffer packet) {
    return SendResult.CLOSED;
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
    return false;
  }

  @Override
  public void limitReceiveBuffer(int bytes) {}

  @Override
  public void markAuthenticated() {}

  @Override
  public boolean isAuthenticated() {
    return taken.isAuthenticated();
  }

  @Override
  public void close(CloseReason reason) {}

  @Override
  public void close(CloseReason reason, String detail) {}

  @Override
  public void closeAfterFlush(CloseReason reason, String detail) {}

  @Override
  public void fail(Throwable thrown) {
    CloseReason _ = taken.handlerFailed("the handler of a connection that was taken over", thrown);
  }

  @Override
  public CloseReason handlerFailed(String handler, Throwable thrown) {
    return taken.handlerFailed(handler, thrown);
  }

  @Override
  public CloseReason closeReason() {
    return PacketCloseReasons.RESUMED;
  }

  @Override
  public String closeDetail() {
    return "";
  }
}
