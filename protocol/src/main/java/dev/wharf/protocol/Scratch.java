package dev.wharf.protocol;

/// Working memory of one thread, for one body at a time: used between two statements, never across
/// a call of user code.
///
/// A thread keeps at most [#KEPT_BYTES]; a larger body gets an array of its own. Virtual threads
/// keep nothing, as there may be many of them and each may live for one packet only.
final class Scratch {
  static final int KEPT_BYTES = 64 << 10;

  private static final int SMALLEST_BYTES = 1 << 10;
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private final ElementScan elementScan = new ElementScan();
  private byte[] bytes = {};

  private Scratch() {}

  /// The scratch of the current thread.
  static Scratch current() {
    return Thread.currentThread().isVirtual() ? new Scratch() : OF_THREAD.get();
  }

  /// At least `length` bytes of any content.
  byte[] bytes(int length) {
    if (length > KEPT_BYTES) {
      return new byte[length];
    }
    if (bytes.length < length) {
      bytes = new byte[Math.max(SMALLEST_BYTES, Integer.highestOneBit(length - 1) << 1)];
    }
    return bytes;
  }

  ElementScan elementScan() {
    return elementScan;
  }
}
