package dev.wharf.engine.transform;

import dev.wharf.engine.CloseReason;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A transformation that changes no byte, and uses each part of the contract between its steps. The
/// first received byte is a handshake, which runs on another executor. The byte `!` waits until all
/// queued packets are sent, and then ends the stream of both sides. A channel that ends without `!`
/// is incomplete.
public final class StepByStep implements Transformation {
  public static final CloseReason INCOMPLETE = CloseReason.normal("INCOMPLETE");
  public static final byte END = '!';

  /// The number of calls of [#close].
  public final AtomicInteger closes = new AtomicInteger();

  private final Executor executor;
  private boolean wantsExecutor;
  private boolean awaits;
  private boolean established;
  private boolean ended;

  /// The name of the thread that made the handshake.
  public volatile @Nullable String handshakeThread;

  public StepByStep(Executor executor) {
    this.executor = executor;
  }

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
    return established;
  }

  @Override
  public boolean isPeerFinished() {
    return ended;
  }

  @Override
  public boolean hasOutput() {
    return false;
  }

  @Override
  public @Nullable Executor executor() {
    return wantsExecutor ? executor : null;
  }

  @Override
  public boolean awaitsSend() {
    return awaits;
  }

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) {
    if (!received.hasRemaining()) {
      return;
    }
    if (!established) {
      handshake(received);
      return;
    }
    while (received.hasRemaining() && plain.hasRemaining()) {
      if (received.get(received.position()) == END) {
        end(received);
        return;
      }
      plain.put(received.get());
    }
  }

  private void handshake(ByteBuffer received) {
    if (wantsExecutor) {
      received.get();
      handshakeThread = Thread.currentThread().getName();
      established = true;
    }
    wantsExecutor = !established;
  }

  private void end(ByteBuffer received) {
    if (awaits) {
      received.get();
      ended = true;
    }
    awaits = !ended;
  }

  @Override
  public void receiveEnd() throws TransformationException {
    throw new TransformationException(INCOMPLETE, "no end");
  }

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) throws TransformationException {
    for (int i = 0; i < count; i++) {
      if (ended) {
        throw new TransformationException(INCOMPLETE, "a packet after the end");
      }
      int length = Math.min(packets[i].remaining(), out.remaining());
      out.put(packets[i].slice(packets[i].position(), length));
      packets[i].position(packets[i].position() + length);
    }
  }

  @Override
  public void finish(CloseReason reason) {}

  @Override
  public void close() {
    closes.incrementAndGet();
  }
}
