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
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session of the engine without a connection. It records the calls of its methods. Its clock
/// stands still until a test moves it.
final class FakeSession implements Session {
  final List<String> sent = new ArrayList<>();
  final List<SendPolicy> policies = new ArrayList<>();
  final List<String> closes = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final List<Integer> receiveLimits = new ArrayList<>();
  CloseReason failureReason = CloseReason.HANDLER_FAILED;
  final BufferMemory memory = new BufferMemory(1 << 20);
  BufferPool pool = new BufferPool(memory);
  long nanoTime;
  SessionState state = SessionState.CONNECTED;
  private @Nullable CloseReason closeReason;

  @Override
  public long id() {
    return 7;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return InetSocketAddress.createUnresolved("peer", 1);
  }

  @Override
  public SessionState state() {
    return state;
  }

  @Override
  public SessionHandler handler() {
    throw notNeeded();
  }

  @Override
  public long nanoTime() {
    return nanoTime;
  }

  @Override
  public SendBufferPool sendBuffers() {
    return pool;
  }

  @Override
  public SendResult send(SendBuffer packet) {
    return send(packet, SendPolicy.KEEP);
  }

  @Override
  public SendResult send(SendBuffer packet, SendPolicy policy) {
    if (state != SessionState.CONNECTED) {
      return SendResult.CLOSED;
    }
    sent.add(TestPool.hexOf(packet));
    policies.add(policy);
    return SendResult.QUEUED;
  }

  @Override
  public void journal(SendJournal journal) {
    throw notNeeded();
  }

  @Override
  public SendResult resend(SendBuffer packet) {
    return send(packet, SendPolicy.KEEP);
  }

  @Override
  public boolean isSlow() {
    return false;
  }

  @Override
  public int queuedPackets() {
    return sent.size();
  }

  @Override
  public int queuedBytes() {
    throw notNeeded();
  }

  @Override
  public boolean execute(Runnable task) {
    throw notNeeded();
  }

  @Override
  public void limitReceiveBuffer(int bytes) {
    receiveLimits.add(bytes);
  }

  @Override
  public void markAuthenticated() {
    throw notNeeded();
  }

  @Override
  public boolean isAuthenticated() {
    return false;
  }

  @Override
  public void close(CloseReason reason) {
    close(reason, "");
  }

  @Override
  public void close(CloseReason reason, String detail) {
    closes.add("now " + reason + ": " + detail);
    end(SessionState.CLOSED, reason);
  }

  @Override
  public void closeAfterFlush(CloseReason reason, String detail) {
    closes.add(reason + ": " + detail);
    end(SessionState.CLOSING, reason);
  }

  @Override
  public void fail(Throwable thrown) {
    throw notNeeded();
  }

  @Override
  public CloseReason handlerFailed(String handler, Throwable thrown) {
    failures.add(handler + ": " + thrown.getClass().getSimpleName());
    return failureReason;
  }

  @Override
  public @Nullable CloseReason closeReason() {
    return closeReason;
  }

  @Override
  public String closeDetail() {
    return "";
  }

  /// Sets the close reason without changing the state, as another thread does just before it
  /// changes the state.
  void giveReason(CloseReason reason) {
    closeReason = reason;
  }

  private void end(SessionState next, CloseReason reason) {
    state = next;
    if (closeReason == null) {
      closeReason = reason;
    }
  }

  private static UnsupportedOperationException notNeeded() {
    return new UnsupportedOperationException("no test needs this method");
  }
}
