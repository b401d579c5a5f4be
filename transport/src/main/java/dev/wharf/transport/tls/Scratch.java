package dev.wharf.transport.tls;

import java.nio.ByteBuffer;

/// Memory for one record that does not fit where it should go. One buffer for each worker that
/// needs one, because a buffer is used within one call only.
final class Scratch {
  /// Enough for a record: the JDK's engine demands 16,709 bytes for each record that it makes.
  static final int BYTES = 17 << 10;

  /// The buffers of platform threads are direct: BoringSSL would copy the bytes of other buffers.
  private static final ThreadLocal<ByteBuffer> OF_WORKER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BYTES));

  private Scratch() {}

  /// Returns an empty buffer of [#BYTES] that the caller may use until it returns. A virtual thread
  /// gets a new buffer, because such a thread soon ends.
  static ByteBuffer get() {
    return Thread.currentThread().isVirtual()
        ? ByteBuffer.allocate(BYTES)
        : OF_WORKER.get().clear();
  }
}
