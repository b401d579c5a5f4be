package dev.wharf.protocol.body;

/// Memory of one thread for temporary copies of one body or frame at a time. Do not call the game's
/// code while you use the memory, because the game's code may use it, too.
///
/// A platform thread keeps an array of at most [#KEPT_BYTES]; a larger body gets a new array each
/// time. Virtual threads keep nothing, because a program may have many of them, and each may live
/// for one packet only.
public final class Scratch {
  static final int KEPT_BYTES = 64 << 10;

  private static final int SMALLEST_BYTES = 1 << 10;
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private final ElementScan elementScan = new ElementScan();
  private byte[] bytes = {};

  private Scratch() {}

  /// Returns the memory of the current thread.
  public static Scratch current() {
    return Thread.currentThread().isVirtual() ? new Scratch() : OF_THREAD.get();
  }

  /// Returns an array of at least `length` bytes. The array may contain old bytes.
  public byte[] bytes(int length) {
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
