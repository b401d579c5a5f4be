package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.Session;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// A link to nowhere, with a clock that stands still until it is moved.
final class FakeLink extends PacketLink {
  final List<String> sent = new ArrayList<>();
  final List<SendPolicy> policies = new ArrayList<>();
  final List<String> closes = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  CloseReason failureReason = CloseReason.HANDLER_FAILED;
  final BufferMemory memory = new BufferMemory(1 << 20);
  BufferPool pool = new BufferPool(memory);
  long nanoTime;
  boolean open = true;

  FakeLink(PacketProtocol<?> protocol) {
    super(protocol.router(), protocol.encoder(), protocol.listener());
  }

  @Override
  Session session() {
    throw new UnsupportedOperationException("no engine here");
  }

  @Override
  long id() {
    return 7;
  }

  @Override
  InetSocketAddress remoteAddress() {
    return InetSocketAddress.createUnresolved("peer", 1);
  }

  @Override
  boolean isOpen() {
    return open;
  }

  @Override
  long nanoTime() {
    return nanoTime;
  }

  @Override
  SendBufferPool sendBuffers() {
    return pool;
  }

  @Override
  SendResult send(SendBuffer packet, SendPolicy policy) {
    if (!open) {
      return SendResult.CLOSED;
    }
    sent.add(TestPool.hexOf(packet));
    policies.add(policy);
    return SendResult.QUEUED;
  }

  @Override
  CloseReason handlerFailed(String handler, Throwable thrown) {
    failures.add(handler + ": " + thrown.getClass().getSimpleName());
    return failureReason;
  }

  @Override
  void close(CloseReason reason, String detail) {
    closes.add("now " + reason + ": " + detail);
    open = false;
  }

  @Override
  void closeAfterFlush(CloseReason reason, String detail) {
    closes.add(reason + ": " + detail);
    open = false;
  }
}
