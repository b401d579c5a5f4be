package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.Ring;
import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.ArenaHold;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A read or a write. Its result is the number of bytes: an `Integer` for one buffer, a `Long` for
/// an array of buffers.
abstract class TransferOperation extends Operation<Number> {
  /// The results 0 to 4096 as objects, so that most transfers need not allocate their result. The
  /// table takes 80 KiB.
  private static final Integer[] COUNTS =
      IntStream.rangeClosed(0, 4096).boxed().toArray(Integer[]::new);

  /// Memory that is never freed, because the kernel may still write into it after its ring was
  /// lost. A lost ring adds at most one entry, a buffer or an array of buffers, for each of its
  /// channels.
  private static final Queue<Object> GIVEN_UP = new ConcurrentLinkedQueue<>();

  /// The memory that the kernel works on, when it is one piece: the caller's buffer, or the copy of
  /// [#transfer]. Null when the memory has several pieces, and when no operation is pending.
  private @Nullable ByteBuffer memory;

  /// The caller's buffers, and the copy if there is one. Null when the kernel works directly on one
  /// buffer of the caller, and when no operation is pending.
  private @Nullable Transfer transfer;

  /// Whether the channel's user has shut this direction of the connection down. Set under the
  /// socket's monitor.
  volatile boolean shut;

  TransferOperation(NativeSocket socket, byte kind) {
    super(socket, kind);
  }

  /// Returns whether this operation is a read.
  abstract boolean isIncoming();

  abstract RuntimeException alreadyPending();

  /// Returns the result of a read that begins after the user has shut its direction of the
  /// connection down: the end of the stream. A write throws.
  abstract int resultWhenShut() throws ClosedChannelException;

  /// Writes the ring's entry for one piece of memory, and returns the entry's offset.
  abstract long submitOne(Ring ring, long address, int length, long userData);

  /// Writes the ring's entry for several pieces of memory, and returns the entry's offset.
  abstract long submitMany(Ring ring, MemorySegment vectors, int count, long userData);

  /// Returns the result if it is known without the kernel; null when the kernel must transfer
  /// bytes.
  ///
  /// @param room the number of bytes that the caller's buffers can transfer
  final @Nullable Integer resultAtOnce(int room) throws ClosedChannelException {
    if (killed) {
      throw new IllegalStateException("not allowed after a timeout or a cancellation");
    }
    if (isPending()) {
      throw alreadyPending();
    }
    if (shut) {
      return resultWhenShut();
    }
    return room == 0 ? Integer.valueOf(0) : null;
  }

  /// Sets the one buffer to transfer.
  ///
  /// @param cancellable whether the operation can be cancelled. After a cancel the caller may use
  ///   the buffer again, so the kernel must work on a copy
  /// @throws IllegalStateException when the buffer's arena is confined to a thread, or closed
  final void prepare(ByteBuffer buffer, boolean cancellable) {
    if (ArenaHold.isLasting(buffer) && !cancellable) {
      memory = buffer;
    } else {
      use(Transfer.copied(buffer, isIncoming()));
    }
  }

  /// Sets the buffers to transfer: `count` buffers of the array, from `offset`.
  ///
  /// @throws IllegalStateException when a buffer's arena is confined to a thread, or closed
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

  /// Returns the number of bytes that the kernel was asked to transfer; 0 for several pieces of
  /// memory. Call it before [#transferred], which moves the buffer's position.
  final int bytesAsked() {
    ByteBuffer one = memory;
    return one == null ? 0 : one.remaining();
  }

  /// Returns whether the kernel works on one piece of memory.
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

  /// Keeps the operation's memory for ever, because the kernel may still write into it. Releases
  /// the arenas of the caller's buffers.
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

  /// Advances the positions of the caller's buffers, and returns the result for the handler.
  ///
  /// @param bytes the number of bytes transferred; -1 for the end of the stream
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

  /// Advances the positions of the caller's buffers, unless the operation was cancelled. After a
  /// cancel the caller may use the buffers again, so they stay unchanged.
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
