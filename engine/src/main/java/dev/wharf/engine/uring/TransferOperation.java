package dev.wharf.engine.uring;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A read or a write. Its result is an `Integer`, or, for an array of buffers, a `Long`.
abstract class TransferOperation extends Operation<Number> {
  /// The results of common transfers, so that they allocate nothing; 80 KiB.
  private static final Integer[] COUNTS =
      IntStream.rangeClosed(0, 4096).boxed().toArray(Integer[]::new);

  private final Transfer transfer;
  private boolean ofArray;

  /// Whether somebody may cancel it, so that the buffer may be his again before it has ended.
  private boolean cancellable;

  /// This direction was shut by us. Guarded by the socket.
  boolean shut;

  TransferOperation(NativeSocket socket, boolean incoming) {
    super(socket);
    this.transfer = new Transfer(incoming);
  }

  abstract RuntimeException alreadyPending();

  /// The result when this direction was shut by us.
  abstract int resultWhenShut() throws ClosedChannelException;

  /// Writes the entry for one piece of memory.
  abstract long submitOne(Ring ring, long address, int length, long userData);

  /// Writes the entry for many pieces.
  abstract long submitMany(Ring ring, MemorySegment vectors, int count, long userData);

  /// What is to be told at once, without asking the kernel, or null; the caller holds the socket.
  ///
  /// @param room how many bytes there are to transfer
  final @Nullable Integer resultAtOnce(int room) throws ClosedChannelException {
    if (killed) {
      throw new IllegalStateException("not allowed after a timeout or a cancellation");
    }
    if (pending) {
      throw alreadyPending();
    }
    if (shut) {
      return resultWhenShut();
    }
    return room == 0 ? Integer.valueOf(0) : null;
  }

  /// @param cancellable whether somebody may cancel it: the buffer is his own again then, as soon
  ///   as the channel is closed, and the kernel never gets hold of it
  /// @throws IllegalStateException when the buffer is of an arena that is confined to a thread, or
  ///   closed
  final void prepare(ByteBuffer buffer, boolean cancellable) {
    this.cancellable = cancellable;
    ofArray = false;
    transfer.prepare(buffer, cancellable);
  }

  /// @throws IllegalStateException when a buffer is of an arena that is confined to a thread, or
  ///   closed
  final void prepare(ByteBuffer[] buffers, int offset, int count) {
    cancellable = false;
    ofArray = true;
    transfer.prepare(buffers, offset, count);
  }

  @Override
  final boolean submit(RingLoop loop, long timeout) {
    long vectorBytes = (long) transfer.vectors() * Abi.VECTOR_SIZE;
    Ring ring = loop.ringWithRoom(2, Abi.MESSAGE_SIZE + vectorBytes + Abi.TIMESPEC_SIZE);
    if (ring == null) {
      return false;
    }
    long entry = submitMemory(ring, vectorBytes, loop.userDataOf(this));
    if (timeout > 0) {
      loop.endAfter(ring, entry, timeout);
    }
    return true;
  }

  @Override
  final void onEnded() {
    transfer.clear();
  }

  /// So many bytes were transferred, or -1 for the stream's end.
  final Number transferred(int bytes) {
    if (bytes > 0 && cancellable) {
      advanceUnlessCancelled(bytes);
    } else if (bytes > 0) {
      transfer.advance(bytes);
    }
    return box(bytes, ofArray);
  }

  private void advanceUnlessCancelled(int bytes) {
    synchronized (socket) {
      if (!killed) {
        transfer.advance(bytes);
      }
    }
  }

  static Number box(int bytes, boolean asLong) {
    if (asLong) {
      return (long) bytes;
    }
    return bytes >= 0 && bytes < COUNTS.length ? COUNTS[bytes] : Integer.valueOf(bytes);
  }

  private long submitMemory(Ring ring, long vectorBytes, long userData) {
    if (!transfer.isVectored()) {
      return submitOne(ring, transfer.address(), transfer.length(), userData);
    }
    MemorySegment vectors = ring.scratch(vectorBytes);
    transfer.writeVectors(vectors);
    return submitMany(ring, vectors, transfer.vectors(), userData);
  }
}
