package dev.wharf.engine.uring;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A read or a write. Its result is an `Integer`, or, for an array of buffers, a `Long`.
abstract class TransferOperation extends Operation<Number> {
  /// The results of common transfers, so that they allocate nothing; 80 KiB.
  private static final Integer[] COUNTS =
      IntStream.rangeClosed(0, 4096).boxed().toArray(Integer[]::new);

  /// Memory of operations whose ring was lost. At most one buffer or array of buffers for each
  /// channel that a lost ring had.
  private static final Queue<Object> GIVEN_UP = new ConcurrentLinkedQueue<>();

  /// What the kernel works on, where that is one piece: the buffer itself, or the copy that
  /// [#transfer] has.
  private @Nullable ByteBuffer memory;

  /// Made for all but the common case, one buffer itself.
  private @Nullable Transfer transfer;

  /// This direction was shut by us. Guarded by the socket.
  boolean shut;

  TransferOperation(NativeSocket socket) {
    super(socket);
  }

  /// Whether buffers are to be filled.
  abstract boolean isIncoming();

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
    if (Transfer.isLasting(buffer) && !cancellable) {
      memory = buffer;
    } else {
      use(Transfer.copied(buffer, isIncoming()));
    }
  }

  /// @throws IllegalStateException when a buffer is of an arena that is confined to a thread, or
  ///   closed
  final void prepare(ByteBuffer[] buffers, int offset, int count) {
    use(Transfer.ofArray(buffers, offset, count, isIncoming()));
  }

  @Override
  boolean submit(RingLoop loop, long timeout) {
    ByteBuffer one = memory;
    int pieces = one == null ? several().pieces() : 0;
    long scratchBytes = Abi.MESSAGE_SIZE + (long) pieces * Abi.VECTOR_SIZE + Abi.TIMESPEC_SIZE;
    Ring ring = loop.ringWithRoom(2, scratchBytes);
    if (ring == null) {
      return false;
    }
    long userData = loop.userDataOf(this);
    long entry =
        one == null
            ? submitPieces(ring, pieces, userData)
            : submitMemory(ring, MemorySegment.ofBuffer(one), userData);
    if (timeout > 0) {
      loop.endAfter(ring, entry, timeout);
    }
    return true;
  }

  /// Whether the kernel is given one piece of memory to work on.
  final boolean isOfOnePiece() {
    return memory != null;
  }

  @Override
  final void onEnded() {
    memory = null;
    Transfer used = transfer;
    transfer = null;
    if (used != null) {
      used.end();
    }
  }

  /// Keeps the memory for good, because the kernel may still write into it.
  final void giveUpMemory() {
    Transfer used = transfer;
    if (used == null) {
      GIVEN_UP.add(Objects.requireNonNull(memory));
    } else {
      GIVEN_UP.add(used);
      used.releaseHold();
    }
    memory = null;
    transfer = null;
  }

  /// So many bytes were transferred, or -1 for the stream's end.
  final Number transferred(int bytes) {
    Transfer used = transfer;
    if (bytes > 0) {
      advance(bytes, used);
    }
    return box(bytes, used != null && used.isOfArray());
  }

  private void advance(int bytes, @Nullable Transfer used) {
    if (used == null) {
      ByteBuffer one = Objects.requireNonNull(memory);
      one.position(one.position() + bytes);
    } else if (used.copy() == null) {
      used.advance(bytes);
    } else {
      advanceUnlessCancelled(bytes, used);
    }
  }

  /// Whoever has cancelled has his buffer for himself again.
  private void advanceUnlessCancelled(int bytes, Transfer copied) {
    synchronized (socket) {
      if (!killed) {
        copied.advance(bytes);
      }
    }
  }

  static Number box(int bytes, boolean asLong) {
    if (asLong) {
      return (long) bytes;
    }
    return bytes >= 0 && bytes < COUNTS.length ? COUNTS[bytes] : Integer.valueOf(bytes);
  }

  private void use(Transfer prepared) {
    transfer = prepared;
    memory = prepared.copy();
  }

  private Transfer several() {
    return Objects.requireNonNull(transfer);
  }

  private long submitMemory(Ring ring, MemorySegment piece, long userData) {
    return submitOne(ring, piece.address(), (int) piece.byteSize(), userData);
  }

  private long submitPieces(Ring ring, int pieces, long userData) {
    MemorySegment vectors = ring.scratch((long) pieces * Abi.VECTOR_SIZE);
    several().writeVectors(vectors);
    return submitMany(ring, vectors, pieces, userData);
  }
}
