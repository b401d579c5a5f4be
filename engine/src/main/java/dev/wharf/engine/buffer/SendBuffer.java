package dev.wharf.engine.buffer;

import java.nio.ByteBuffer;

/// A packet's bytes, written once, and shared by every session to which the packet is sent.
///
/// [SendBufferPool#acquire(int)] returns a buffer. Its caller writes the packet into it, from one
/// thread, and sends it to any number of sessions. [#seal()], or the first sending, ends the
/// writing. A session that takes the buffer keeps the bytes until they have left. The caller closes
/// the buffer once, whatever the result of the sending was:
///
/// ```java
/// try (SendBuffer packet = pool.acquire(64)) {
///   packet.writeShortLE(...);
///   for (Session session : room) session.send(packet);
/// }
/// ```
///
/// **After it is closed**, the pool may give the same object out again, for another packet. So a
/// closed buffer must not be used. Code that closes it twice may close another caller's packet:
/// that caller's next call throws [IllegalStateException]. No misuse takes the bytes away from a
/// session that still sends them.
public sealed interface SendBuffer extends AutoCloseable
    permits dev.wharf.engine.memory.PooledBuffer {
  /// Appends the low 8 bits of `value`.
  ///
  /// @throws IllegalStateException when the buffer is sealed, full or closed
  SendBuffer writeByte(int value);

  /// Appends the low 16 bits of `value`, low byte first.
  ///
  /// @throws IllegalStateException when the buffer is sealed, full or closed
  SendBuffer writeShortLE(int value);

  /// Appends `value`, low byte first.
  ///
  /// @throws IllegalStateException when the buffer is sealed, full or closed
  SendBuffer writeIntLE(int value);

  /// Appends `length` bytes of `source` from `offset`.
  ///
  /// @throws IllegalStateException when the buffer is sealed, full or closed
  SendBuffer writeBytes(byte[] source, int offset, int length);

  /// Appends the remaining bytes of `source`, and advances its position to its limit.
  ///
  /// @throws IllegalStateException when the buffer is sealed, full or closed
  SendBuffer writeBytes(ByteBuffer source);

  /// Returns the number of bytes written.
  int size();

  /// Returns the most bytes that can be written, which is also the memory that the buffer takes. It
  /// is at least the size that was asked of the pool.
  int capacity();

  /// Ends the writing. A second call does nothing.
  SendBuffer seal();

  /// Returns whether the writing has ended.
  boolean isSealed();

  /// Returns one of the bytes written. Unlike [#readableView()], allocates nothing.
  ///
  /// @param index 0 to [#size()] - 1
  /// @throws IndexOutOfBoundsException when the index is not smaller than [#capacity()]
  byte byteAt(int index);

  /// Copies bytes written into an array. Allocates nothing.
  ///
  /// @param index where the bytes begin; `index` + `length` is at most [#size()]
  void copyTo(int index, byte[] target, int offset, int length);

  /// Returns a read-only view of the bytes written, little-endian, valid until the buffer is
  /// closed.
  ///
  /// @throws IllegalStateException when the buffer is not sealed
  ByteBuffer readableView();

  /// Returns whether more than one send queue or journal holds the packet at this moment.
  boolean isShared();

  /// Adds a hold of a [dev.wharf.engine.buffer.SendJournal], which keeps the sealed packet until
  /// [#release()]. Meanwhile, another holder must hold the buffer. Any thread may call it.
  ///
  /// @throws IllegalStateException when nobody holds the buffer any more
  void retain();

  /// Ends a hold that [#retain()] has added. Any thread may call it.
  ///
  /// @throws IllegalStateException when nobody but the caller of [SendBufferPool#acquire(int)]
  ///   holds the buffer
  void release();

  /// Ends the caller's use of the buffer. Any thread may call it.
  ///
  /// @throws IllegalStateException when the buffer is closed already
  @Override
  void close();
}
