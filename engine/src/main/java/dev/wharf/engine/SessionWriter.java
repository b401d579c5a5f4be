package dev.wharf.engine;

import dev.wharf.engine.buffer.SendBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sending half of a session: any thread puts packets into the [SendQueue]; the session's
/// worker writes them, as many as are there in one gathering write.
///
/// [#send] and [#finish] are for any thread, the rest for the holder of the writer's role. As a
/// task, it writes what is queued.
final class SessionWriter implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(SessionWriter.class);

  private final Session session;
  private final AsynchronousSocketChannel channel;
  private final int maxPacketBytes;
  private final SendQueue queue;
  private final IoEvent.Send event;

  /// The peer has been told that nothing more comes.
  private boolean outputShut;

  /// @param connected whether writing may begin at once; else with the first [#run()]
  SessionWriter(Session session, AsynchronousSocketChannel channel, boolean connected) {
    SendQueueLimits limits = session.service().sessionOptions().sendQueue();
    this.session = session;
    this.channel = channel;
    this.maxPacketBytes = limits.maxBytes();
    this.queue = new SendQueue(limits, this::noteSlow);
    this.event = new IoEvent.Send(session);
    if (!connected) {
      queue.hold();
    }
  }

  /// What is on its way out, and how much.
  SendQueue queue() {
    return queue;
  }

  /// See [Session#send(SendBuffer, SendPolicy)].
  SendResult send(SendBuffer packet, SendPolicy policy) {
    packet.seal();
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

  /// Takes no more from here on. When all is written, [Session#onAllWritten] follows.
  void finish() {
    if (queue.finish()) {
      scheduleWrite();
    }
  }

  /// Takes no more from here on, and lets go of what waits: the session is closed.
  void abandon() {
    try {
      queue.abandon();
    } catch (IllegalStateException e) {
      session.handlerFailed("sending", e);
    }
  }

  /// Writes what is queued.
  @Override
  public void run() {
    if (!event.begin()) {
      return;
    }
    try {
      writeNext();
    } catch (Throwable t) {
      session.fail(t);
    }
  }

  /// Handles the completion of a write.
  void onCompleted(int bytes, @Nullable Throwable failure) {
    if (failure != null) {
      event.end();
      session.closeBroken(failure);
      return;
    }
    counters().bytesSent.add(bytes);
    try {
      counters().packetsSent.add(queue.written());
    } catch (Throwable t) {
      event.end();
      throw t;
    }
    writeNext();
  }

  /// Writes what is queued; the event has begun, or goes on from the write before.
  private void writeNext() {
    int buffers = 0;
    try {
      // Before the writer's role may go to another thread, whose write sets the deadline anew.
      session.deadlines().written();
      buffers = queue.nextWrite();
      if (buffers == SendQueue.ALL_WRITTEN) {
        session.onAllWritten();
      }
    } finally {
      if (buffers <= 0) {
        event.end();
      }
    }
    if (buffers > 0) {
      startWrite(buffers);
    }
  }

  /// Tells the peer that nothing more comes.
  ///
  /// @return false when it was told before
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

  private void check(SendBuffer packet) {
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

  private ServiceCounters counters() {
    return session.service().counters();
  }

  private void noteSlow() {
    counters().slowReaders.increment();
    EngineEvents.SlowReader.commit(session.id(), queue.packets(), queue.bytes());
    log.debug(
        "{} reads slowly: {} packets wait, which hold {} bytes",
        session,
        queue.packets(),
        queue.bytes());
  }

  private void scheduleWrite() {
    try {
      session.worker().execute(this);
    } catch (RuntimeException e) {
      session.close(CloseReason.DRAINED, "the port is closed");
    } catch (Error e) {
      session.fail(e);
    }
  }

  private void startWrite(int buffers) {
    @Nullable ByteBuffer[] views = queue.views();
    session.deadlines().writing(WorkerThread.roughNanoTime());
    try {
      if (buffers == 1) {
        channel.write(views[0], null, event.<Integer>as());
      } else {
        channel.write(views, 0, buffers, 0, TimeUnit.NANOSECONDS, null, event.<Long>as());
      }
    } catch (RuntimeException | Error e) {
      event.end();
      session.closeBroken(e);
    }
  }
}
