package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.memory.PooledBuffer;
import dev.wharf.engine.trace.TraceEvents;
import dev.wharf.engine.transform.TransformationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sending half of a session. Any thread adds packets to the [SendQueue]. The session's worker
/// writes all waiting packets in one gathering write, if they fit.
///
/// This object is also the worker's task that writes the packets, the operation of the write, and
/// the handler of the write's completion. One object takes less memory than four.
///
/// [#send], [#resend], [#finish], [#abandon], [#writeOutput] and [#heldBytes] may be called from
/// any thread; the other methods by the thread that has the writer's role.
final class SessionWriter extends IoOperation<Number> implements Runnable, SendQueue.SlowObserver {
  private static final Logger log = LoggerFactory.getLogger(SessionWriter.class);

  private final SocketSession session;
  private final AsynchronousSocketChannel channel;
  private final SendQueue queue;

  private final @Nullable TransformedStream transformed;

  /// Transformed bytes that are being written; null when there are none. [#outView] is a view of
  /// them. Only the thread with the writer's role changes these fields.
  private @Nullable PooledBuffer out;

  private @Nullable ByteBuffer outView;

  /// Whether the output has been shut down.
  private boolean outputShut;

  /// Creates the writer of a session.
  ///
  /// @param transformed the session's transformation, or null
  /// @param connected whether packets may leave at once. When false, they wait until [#open()]
  SessionWriter(
      SocketSession session,
      AsynchronousSocketChannel channel,
      @Nullable TransformedStream transformed,
      boolean connected) {
    super(session);
    SendQueueLimits limits = session.options().sendQueue();
    this.session = session;
    this.channel = channel;
    this.transformed = transformed;
    this.queue = new SendQueue(limits, this);
    if (!connected) {
      queue.hold();
    }
  }

  /// Returns the queue of packets to send.
  SendQueue queue() {
    return queue;
  }

  /// Returns this operation as the handler of a write whose result is an `N`. The plain write gives
  /// an `Integer`, the gathering write a `Long`.
  @SuppressWarnings("unchecked") // a handler of any Number is a handler of each
  private <N extends Number> CompletionHandler<N, @Nullable Void> handler() {
    return (CompletionHandler<N, @Nullable Void>) (CompletionHandler<?, @Nullable Void>) this;
  }

  /// Sends a packet, as [dev.wharf.engine.Session#send(SendBuffer, SendPolicy)] says.
  SendResult send(PooledBuffer packet, SendPolicy policy) {
    packet.requireOpen();
    packet.seal();
    return offer(packet, policy);
  }

  /// Sends a packet that a journal holds, as [dev.wharf.engine.Session#resend] says.
  SendResult resend(PooledBuffer packet) {
    return offer(packet, SendPolicy.KEEP);
  }

  private SendResult offer(PooledBuffer packet, SendPolicy policy) {
    check(packet);
    return switch (queue.offer(packet, policy)) {
      case QUEUED -> SendResult.QUEUED;
      case QUEUED_BECAME_WRITER -> {
        scheduleWrite();
        yield SendResult.QUEUED;
      }
      case REPLACED -> {
        counters().replaced.increment();
        yield SendResult.REPLACED;
      }
      case DROPPED -> {
        counters().dropped.increment();
        yield SendResult.DROPPED;
      }
      case OVERFLOWED -> {
        session.close(
            CloseReason.SLOW_READER,
            "the send queue is full: "
                + queue.packets()
                + " packets, which hold "
                + queue.bytes()
                + " bytes");
        yield SendResult.DROPPED;
      }
      case FINISHED -> SendResult.CLOSED;
    };
  }

  /// Starts to write packets, because the session is connected.
  void open() {
    if (queue.open()) {
      run();
    }
  }

  /// Schedules a write of the bytes that the transformation itself has to send.
  void writeOutput() {
    if (queue.requestWrite()) {
      scheduleWrite();
    }
  }

  /// Makes the queue refuse all further packets. When all queued packets are written,
  /// [SocketSession#onAllWritten] is called.
  void finish() {
    if (queue.finish()) {
      scheduleWrite();
    }
  }

  /// Makes the queue refuse all further packets, and releases the waiting packets, because the
  /// session is closed.
  void abandon() {
    try {
      queue.abandon();
    } catch (IllegalStateException e) {
      session.handlerFailed("sending", e);
    }
  }

  /// Writes the queued packets. Called by the thread that has the writer's role.
  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    try {
      writeNext(false);
    } catch (Throwable t) {
      session.fail(t);
    }
  }

  /// Handles the completion of a write.
  @Override
  protected void onCompleted(@Nullable Number bytes, @Nullable Throwable failure) {
    if (failure != null) {
      end();
      session.closeBroken(failure);
      return;
    }
    counters().bytesSent.add(bytes == null ? 0 : bytes.intValue());
    ByteBuffer rest = outView;
    if (rest != null && rest.hasRemaining()) {
      startWrite(rest);
      return;
    }
    writeNext(true);
  }

  /// Writes the queued packets. Before this call, this operation has begun, or one of its writes
  /// has completed.
  ///
  /// @param afterWrite whether a write has completed just now
  private void writeNext(boolean afterWrite) {
    if (transformed == null || (out == null && transformed.isTransparent())) {
      writePlain(afterWrite);
    } else {
      writeTransformed(transformed, afterWrite);
    }
  }

  private void writePlain(boolean afterWrite) {
    int buffers = 0;
    try {
      // The deadline is cleared first. nextWrite() may end this thread's role as the writer.
      // Another thread may then start a write, and set the deadline again.
      session.deadlines().written();
      buffers = afterWrite ? queue.writtenThenNextWrite(counters().packetsSent) : queue.nextWrite();
      while (buffers == SendQueue.REQUESTED) {
        buffers = queue.nextWrite(); // a transparent transformation has no bytes of its own
      }
      if (buffers == SendQueue.ALL_WRITTEN) {
        session.onAllWritten();
      }
    } finally {
      if (buffers <= 0) {
        end();
      }
    }
    if (buffers > 0) {
      startWrite(buffers);
    }
  }

  /// Transforms the queued packets, until there are bytes to write or nothing is left. A packet
  /// counts as written when the transformation has consumed it, because its bytes then have their
  /// place in the stream.
  private void writeTransformed(TransformedStream stream, boolean afterWrite) {
    boolean writes = false;
    try {
      session.deadlines().written();
      if (afterWrite) {
        freeOut();
      }
      int buffers = nextTransformed(stream);
      while (buffers > 0 || buffers == SendQueue.REQUESTED) {
        writes = transform(stream, Math.max(0, buffers));
        counters().packetsSent.add(queue.written());
        if (writes) {
          break;
        }
        buffers = nextTransformed(stream);
      }
      if (buffers == SendQueue.ALL_WRITTEN) {
        session.onAllWritten();
      }
      if (!writes) {
        session.onAllTransformed();
      }
    } catch (TransformationException e) {
      session.closeForTransformation(e);
    } finally {
      // This thread may no longer be the writer, so it leaves the transformed bytes alone: they may
      // be the next writer's. After a failure, clear() frees them.
      if (!writes) {
        end();
      }
    }
    if (writes) {
      startWrite(Objects.requireNonNull(outView));
    }
  }

  /// Prepares the next packets. When there are none, prepares the transformation's own bytes, and
  /// after the last packet its last bytes. Returns what [SendQueue#nextWrite()] returns.
  private int nextTransformed(TransformedStream stream) {
    int buffers = queue.nextWrite();
    if (!hasOutput(stream, buffers)) {
      return buffers;
    }
    // nextWrite() has ended this thread's role as the writer. When another thread has taken the
    // role since then, that thread writes the bytes of the transformation.
    return queue.requestWrite() ? queue.nextWrite() : 0;
  }

  private boolean hasOutput(TransformedStream stream, int buffers) {
    return switch (buffers) {
      case SendQueue.ALL_WRITTEN -> stream.finish(session.reasonOrLocal());
      case 0 -> !stream.isElsewhere() && stream.hasOutput();
      default -> false;
    };
  }

  /// Transforms packets, or makes the transformation's own output, and puts the bytes into
  /// [#outView].
  ///
  /// @param packets the number of packets at the start of the queue's views
  /// @return whether there are bytes to write
  private boolean transform(TransformedStream stream, int packets) throws TransformationException {
    if (packets == 0 && stream.isElsewhere()) {
      return false; // the session asks for the output again when the call elsewhere has ended
    }
    long before = remaining(packets);
    int needed = stream.sendBytes(before, packets);
    PooledBuffer buffer = (PooledBuffer) session.sendBuffers().acquire(needed);
    out = buffer;
    ByteBuffer room = buffer.room().order(ByteOrder.BIG_ENDIAN);
    stream.send(queue.views(), packets, room);
    session.onTransformed();
    boolean writes = room.position() > 0;
    if (writes) {
      outView = buffer.seal().takeView();
    } else {
      freeOut();
      if (packets > 0 && remaining(packets) == before) {
        throw new IllegalStateException("the transformation has consumed and produced nothing");
      }
    }
    return writes;
  }

  private long remaining(int packets) {
    long bytes = 0;
    for (int i = 0; i < packets; i++) {
      ByteBuffer view = queue.views()[i];
      bytes += view == null ? 0 : view.remaining();
    }
    return bytes;
  }

  /// Frees the transformed bytes. No write of them may be pending.
  private void freeOut() {
    PooledBuffer written = out;
    ByteBuffer view = outView;
    out = null;
    outView = null;
    if (written != null) {
      if (view != null) {
        written.returnView(view);
      }
      written.close();
    }
  }

  /// Frees all buffers that are left. No write may be pending, and none may follow.
  void clear() {
    freeOut();
    queue.clear();
  }

  /// Returns the memory that packets and transformed bytes take, in bytes. Any thread may call it.
  /// During a write, the result is approximate.
  int heldBytes() {
    PooledBuffer written = out;
    return queue.bytes() + (written == null ? 0 : written.capacity());
  }

  /// Shuts the output down: the peer sees the end of the stream.
  ///
  /// @return false when the output was shut down before
  boolean shutOutput() {
    if (outputShut) {
      return false;
    }
    outputShut = true;
    try {
      channel.shutdownOutput();
    } catch (IOException | RuntimeException e) {
      session.closeBroken(e);
    }
    return true;
  }

  private void check(PooledBuffer packet) {
    int maxPacketBytes = session.options().sendQueue().maxBytes();
    if (packet.capacity() > maxPacketBytes) {
      throw new IllegalArgumentException(
          "a packet of "
              + packet.size()
              + " bytes in a buffer of "
              + packet.capacity()
              + " is larger than the send queue's limit of "
              + maxPacketBytes);
    }
    if (packet.size() == 0) {
      throw new IllegalArgumentException("the packet is empty");
    }
  }

  private LiveCounters counters() {
    return session.counters();
  }

  @Override
  public void onSlow() {
    counters().slowReaders.increment();
    TraceEvents.SlowReader.commit(session.id(), queue.packets(), queue.bytes());
    log.debug(
        "{} reads slowly: {} packets wait, which hold {} bytes",
        session,
        queue.packets(),
        queue.bytes());
  }

  private void scheduleWrite() {
    try {
      session.worker().executeWrite(this);
    } catch (RuntimeException e) {
      session.close(CloseReason.DRAINED, "the port is closed");
    } catch (Error e) {
      session.fail(e);
    }
  }

  private void startWrite(ByteBuffer bytes) {
    session.deadlines().writing(session.roughNow());
    try {
      channel.write(bytes, null, this.<Integer>handler());
    } catch (RuntimeException | Error e) {
      end();
      session.closeBroken(e);
    }
  }

  private void startWrite(int buffers) {
    @Nullable ByteBuffer[] views = queue.views();
    session.deadlines().writing(session.roughNow());
    try {
      if (buffers == 1) {
        channel.write(views[0], null, this.<Integer>handler());
      } else {
        channel.write(views, 0, buffers, 0, TimeUnit.NANOSECONDS, null, this.<Long>handler());
      }
    } catch (RuntimeException | Error e) {
      end();
      session.closeBroken(e);
    }
  }
}
