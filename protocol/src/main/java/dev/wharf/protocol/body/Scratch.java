package dev.wharf.protocol.body;

/// Working memory of one thread, for one body or frame at a time. Do not call the game's code while
/// you use it, because that code may use it too.
///
/// A thread keeps at most [#KEPT_BYTES]; a larger body gets a new array. Virtual threads keep
/// nothing, because there may be many of them, and each may live for one packet only.
public final class Scratch {
  static final int KEPT_BYTES = 64 << 10;

  private static final int SMALLEST_BYTES = 1 << 10;
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private final ElementScan elementScan = new ElementScan();
  private byte[] bytes = {};

  private Scratch() {}

  /// The working memory of the current thread.
  public static Scratch current() {
    return Thread.currentThread().isVirtual() ? new Scratch() : OF_THREAD.get();
  }

  /// An array of at least `length` bytes, with undefined content.
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
