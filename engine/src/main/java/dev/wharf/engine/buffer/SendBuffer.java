package dev.wharf.engine.buffer;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// A packet's bytes, written once, then shared by every session that it goes to.
///
/// Life: [SendBufferPool#acquire(int)] gives it with one owner, who writes it, from one thread;
/// [#seal()] ends the writing, and from then on it may be sent to any number of sessions from any
/// thread. A session that takes it for sending becomes an owner too, until its bytes have left. The
/// first owner lets go with [#close()], so that the usual form is
///
/// ```java
/// try (SendBuffer packet = pool.acquire(64)) {
///   packet.writeShortLE(...);
///   for (Session session : room) session.send(packet);
/// }
/// ```
///
/// Using a buffer after letting go of it is an error that is not always seen: it may be another
/// packet by then.
public final class SendBuffer implements AutoCloseable {
  private static final VarHandle SPARE_VIEW;

  static {
    try {
      SPARE_VIEW =
          MethodHandles.lookup().findVarHandle(SendBuffer.class, "spareView", ByteBuffer.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SendBufferPool pool;
  private final ByteBuf memory;
  private final ByteBuffer bytes;
  private final RefCount owners = new RefCount();

  /// One view that the last send is done with, so that the next send need not make another.
  @SuppressWarnings("UnusedVariable") // through SPARE_VIEW alone
  private volatile @Nullable ByteBuffer spareView;

  /// Published by handing the buffer on: through a session's send queue, or as the user does it.
  private boolean sealed;

  SendBuffer(SendBufferPool pool, ByteBuf memory) {
    this.pool = pool;
    this.memory = memory;
    this.bytes = memory.nioBuffer(0, memory.capacity()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Appends the low 8 bits of `value`.
  public SendBuffer writeByte(int value) {
    writable(1).put((byte) value);
    return this;
  }

  /// Appends the low 16 bits of `value`, low byte first.
  public SendBuffer writeShortLE(int value) {
    writable(2).putShort((short) value);
    return this;
  }

  /// Appends `value`, low byte first.
  public SendBuffer writeIntLE(int value) {
    writable(4).putInt(value);
    return this;
  }

  /// Appends `length` bytes of `source` from `offset`.
  public SendBuffer writeBytes(byte[] source, int offset, int length) {
    writable(length).put(source, offset, length);
    return this;
  }

  /// Appends what remains in `source`, and takes it from there.
  public SendBuffer writeBytes(ByteBuffer source) {
    writable(source.remaining()).put(source);
    return this;
  }

  /// Appends another packet, which is sealed and stays as it is.
  public SendBuffer writePacket(SendBuffer packet) {
    packet.requireSealed();
    int size = packet.size();
    ByteBuffer target = writable(size);
    target.put(target.position(), packet.bytes, 0, size).position(target.position() + size);
    return this;
  }

  /// The number of bytes written.
  public int size() {
    return sealed ? bytes.limit() : bytes.position();
  }

  /// The most bytes that can be written, and the memory that the buffer takes; at least what was
  /// asked of the pool.
  public int capacity() {
    return bytes.capacity();
  }

  /// The capacity divided by the number of owners at this moment. Any thread that is an owner.
  public int capacityPerOwner() {
    return capacity() / Math.max(1, owners.count());
  }

  /// Ends the writing. Sealing again does nothing.
  public SendBuffer seal() {
    if (!sealed) {
      bytes.flip();
      sealed = true;
    }
    return this;
  }

  /// Whether the writing has ended.
  public boolean isSealed() {
    return sealed;
  }

  /// A read-only view of what was written, little-endian, valid as long as the caller is an owner.
  ///
  /// @throws IllegalStateException when the buffer is not sealed
  public ByteBuffer readableView() {
    requireSealed();
    return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Adds an owner. Any thread that holds the buffer for an owner may call this.
  ///
  /// @throws IllegalStateException when the last owner has let go already
  public SendBuffer retain() {
    owners.retain();
    return this;
  }

  /// Takes an owner away; the last one gives the bytes back to the pool. Any thread.
  ///
  /// @return true when this was the last owner
  /// @throws IllegalStateException when the last owner has let go already
  public boolean release() {
    if (!owners.release()) {
      return false;
    }
    pool.recycle(this);
    return true;
  }

  /// The same as [#release()].
  @Override
  public void close() {
    release();
  }

  /// Another buffer of the pool that this one came from, for what can be done without; null when
  /// memory is short. May be called under a lock.
  public @Nullable SendBuffer tryAcquireAnother(int capacity) {
    return pool.tryAcquire(capacity);
  }

  /// A view with a position of its own, for one write of one session. The caller is an owner, and
  /// gives the view back with [#returnView(ByteBuffer)] when no I/O is pending on it.
  ///
  /// For the engine's send path: in the usual case no view is made.
  public ByteBuffer takeView() {
    ByteBuffer spare = (ByteBuffer) SPARE_VIEW.getAndSet(this, null);
    ByteBuffer view = spare == null ? bytes.duplicate() : spare;
    return view.limit(bytes.limit()).position(0);
  }

  /// Ends the use of a view of [#takeView()].
  public void returnView(ByteBuffer view) {
    SPARE_VIEW.setRelease(this, view);
  }

  /// Readies a buffer that comes out of the pool. Its caller is the sole holder.
  SendBuffer renew() {
    owners.reset();
    sealed = false;
    bytes.clear();
    return this;
  }

  /// Gives the memory up for good; the buffer must not be used again.
  void destroy(BufferMemory budget) {
    budget.free(memory);
  }

  private ByteBuffer writable(int length) {
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
