package dev.wharf.engine.buffer;

/// The pool of the buffers for packets to send. It returns a [SendBuffer] of any size up to
/// [#MAX_CAPACITY]. Thread-safe.
///
/// The buffers of a port's pool count against [dev.wharf.engine.PortOptions#bufferMemoryBytes()].
/// Buffers come in size classes, each twice as large as the one before, so that a packet takes less
/// than twice its bytes (the smallest class has 256 bytes).
public interface SendBufferPool {
  /// The largest buffer, in bytes: 16 MiB.
  int MAX_CAPACITY = 16 << 20;

  /// Returns an empty buffer with room for `capacity` bytes. The caller must close it.
  ///
  /// @param capacity bytes, 1 to [#MAX_CAPACITY]
  /// @throws IllegalArgumentException when `capacity` is out of range
  /// @throws BufferMemoryExhaustedException when the memory budget is used up
  SendBuffer acquire(int capacity);
}
