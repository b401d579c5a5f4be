package dev.wharf.engine.memory;

import dev.wharf.engine.buffer.SendBuffer;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The only implementation of [SendBuffer], with further methods for sessions.
///
/// **Holds.** The caller of [BufferPool#acquire(int)] holds the buffer until it calls [#close()].
/// Each send queue that takes the buffer holds it too, from [#retain()] to [#release()]. So does
/// each journal that keeps the packet. The memory goes back to the pool when nobody holds it. The
/// caller's hold is a separate bit beside the count of the other holds. So a second `close()`
/// cannot take away the hold of a queue, and the memory never goes back under a pending write.
public final class PooledBuffer implements SendBuffer {
  private static final VarHandle SPARE_VIEW;
  private static final VarHandle HOLDS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SPARE_VIEW = lookup.findVarHandle(PooledBuffer.class, "spareView", ByteBuffer.class);
      HOLDS = lookup.findVarHandle(PooledBuffer.class, "holds", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// The bit of [#holds] that stands for the hold of the caller of `acquire`.
  private static final int CALLER = 1;

  /// The amount by which each send queue and each journal raises [#holds].
  private static final int QUEUE = 2;

  private final Home home;
  private final ByteBuf memory;
  private final ByteBuffer bytes;

  /// The holds of the buffer: [#CALLER], plus [#QUEUE] for each other hold; 0 when nobody holds it.
  /// Changed by atomic operations, so that what a holder wrote before its release is visible to the
  /// last holder.
  private volatile int holds = CALLER;

  /// A view that an earlier send no longer uses, so that the next send need not make one; or null.
  @SuppressWarnings("UnusedVariable") // also used through SPARE_VIEW
  private volatile @Nullable ByteBuffer spareView;

  /// Whether the writing has ended. The code that passes the buffer to another thread publishes
  /// this field: a send queue, or the user of the buffer.
  private boolean sealed;

  /// The pool to which the buffer goes back.
  interface Home {
    /// Takes the buffer back. Nobody holds it any more.
    void recycle(PooledBuffer buffer);

    /// Returns another buffer, as [BufferPool#tryAcquire(int)] says.
    @Nullable PooledBuffer tryAcquire(int capacity);
  }

  PooledBuffer(Home home, ByteBuf memory) {
    this.home = home;
    this.memory = memory;
    this.bytes = memory.nioBuffer(0, memory.capacity()).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public PooledBuffer writeByte(int value) {
    writable(1).put((byte) value);
    return this;
  }

  @Override
  public PooledBuffer writeShortLE(int value) {
    writable(2).putShort((short) value);
    return this;
  }

  @Override
  public PooledBuffer writeIntLE(int value) {
    writable(4).putInt(value);
    return this;
  }

  @Override
  public PooledBuffer writeBytes(byte[] source, int offset, int length) {
    writable(length).put(source, offset, length);
    return this;
  }

  @Override
  public PooledBuffer writeBytes(ByteBuffer source) {
    writable(source.remaining()).put(source);
    return this;
  }

  /// Returns a buffer whose position is behind the bytes written so far. Bytes that the caller puts
  /// into it become part of the packet. For the engine's send path.
  public ByteBuffer room() {
    return room(0);
  }

  /// Appends the bytes of another packet. The other packet must be sealed, and does not change.
  public PooledBuffer writePacket(PooledBuffer packet) {
    packet.requireSealed();
    int size = packet.size();
    ByteBuffer target = room(size);
    target.put(target.position(), packet.bytes, 0, size).position(target.position() + size);
    return this;
  }

  @Override
  public int size() {
    return sealed ? bytes.limit() : bytes.position();
  }

  @Override
  public int capacity() {
    return bytes.capacity();
  }

  /// Returns the capacity divided by the present number of holds. The calling thread has a hold.
  public int capacityPerHold() {
    int seen = holds;
    return capacity() / Math.max(1, (seen & CALLER) + seen / QUEUE);
  }

  @Override
  public PooledBuffer seal() {
    if (!sealed) {
      bytes.flip();
      sealed = true;
    }
    return this;
  }

  @Override
  public boolean isSealed() {
    return sealed;
  }

  @Override
  public byte byteAt(int index) {
    return bytes.get(index);
  }

  @Override
  public void copyTo(int index, byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(index, length, size());
    bytes.get(index, target, offset, length);
  }

  @Override
  public ByteBuffer readableView() {
    requireSealed();
    return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public boolean isShared() {
    return holds >= 2 * QUEUE;
  }

  /// Adds the hold of a send queue or a journal. Meanwhile, another holder must hold the buffer.
  /// Any thread may call it.
  ///
  /// @throws IllegalStateException when nobody holds the buffer any more
  @Override
  public void retain() {
    int seen = holds;
    while (seen > 0) {
      int witness = (int) HOLDS.compareAndExchange(this, seen, seen + QUEUE);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
    throw notHeld();
  }

  /// Ends the hold of a send queue or a journal. When it was the last hold of all, the memory goes
  /// back to the pool. Any thread may call it.
  ///
  /// @throws IllegalStateException when no queue or journal holds the buffer any more
  @Override
  public void release() {
    int before = (int) HOLDS.getAndAdd(this, -QUEUE);
    if (before < QUEUE) {
      HOLDS.getAndAdd(this, QUEUE);
      throw notHeld();
    }
    if (before == QUEUE) {
      recycle();
    }
  }

  @Override
  public void close() {
    int seen = holds;
    while ((seen & CALLER) != 0) {
      int witness = (int) HOLDS.compareAndExchange(this, seen, seen - CALLER);
      if (witness == seen) {
        if (seen == CALLER) {
          recycle();
        }
        return;
      }
      seen = witness;
    }
    throw closed();
  }

  private void recycle() {
    assert BufferMemory.isSpoilt(bytes.duplicate().position(0));
    home.recycle(this);
  }

  /// Throws unless the caller of `acquire` still holds the buffer. For methods that act for this
  /// caller.
  ///
  /// @throws IllegalStateException when the buffer is closed
  public void requireOpen() {
    if ((holds & CALLER) == 0) {
      throw closed();
    }
  }

  private static IllegalStateException closed() {
    return new IllegalStateException(
        "the send buffer is closed: it, or a packet before it in the same memory, was closed twice,"
            + " or used after its closing");
  }

  private static IllegalStateException notHeld() {
    return new IllegalStateException("no send queue or journal holds this buffer any more");
  }

  /// Returns another buffer of the same pool, which only one send queue holds. Returns null when
  /// memory is short. May be called under a lock.
  public @Nullable PooledBuffer tryAcquireAnother(int capacity) {
    PooledBuffer another = home.tryAcquire(capacity);
    if (another != null) {
      HOLDS.setRelease(another, QUEUE);
    }
    return another;
  }

  /// Returns a view with its own position, for one write of one session. The calling session has a
  /// hold, and gives the view back with [#returnView(ByteBuffer)] when no I/O is pending on it.
  ///
  /// For the engine's send path: in the usual case the spare view is used, and no view is made.
  public ByteBuffer takeView() {
    ByteBuffer spare = isHeldOnce() ? takeSpare() : (ByteBuffer) SPARE_VIEW.getAndSet(this, null);
    ByteBuffer view = spare == null ? bytes.duplicate() : spare;
    return view.limit(bytes.limit()).position(0);
  }

  /// Returns whether the calling session has the only hold, so that no other thread takes a view.
  private boolean isHeldOnce() {
    int seen = holds;
    return seen == QUEUE || seen == CALLER;
  }

  /// Takes the spare view without an atomic operation; returns null when there is none.
  private @Nullable ByteBuffer takeSpare() {
    ByteBuffer spare = spareView;
    SPARE_VIEW.set(this, null);
    return spare;
  }

  /// Takes back a view that [#takeView()] has returned.
  public void returnView(ByteBuffer view) {
    SPARE_VIEW.setRelease(this, view);
  }

  /// Prepares a buffer that comes out of the pool for its next user, who is then the only holder.
  PooledBuffer renew() {
    HOLDS.setRelease(this, CALLER);
    sealed = false;
    bytes.clear().order(ByteOrder.LITTLE_ENDIAN);
    return this;
  }

  /// Frees the memory for good; the buffer must not be used again.
  void destroy(BufferMemory budget) {
    budget.free(memory);
  }

  private ByteBuffer writable(int length) {
    requireOpen();
    return room(length);
  }

  private ByteBuffer room(int length) {
    if (sealed) {
      throw new IllegalStateException("the buffer is sealed");
    }
    if (length > bytes.remaining()) {
      throw new IllegalStateException(
          "no room for "
              + length
              + " bytes: "
              + bytes.position()
              + " of "
              + bytes.capacity()
              + " are written");
    }
    return bytes;
  }

  private void requireSealed() {
    if (!sealed) {
      throw new IllegalStateException("the buffer is not sealed");
    }
  }
}
