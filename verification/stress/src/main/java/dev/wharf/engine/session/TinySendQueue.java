package dev.wharf.engine.session;

/// What remains of [SendQueue] when packets are only counted: for the broken twins, which override
/// one step each.
class TinySendQueue {
  int packets;
  boolean writerBusy;
  boolean finished;
  int written;
  int toldTooEarly;

  /// Returns 1 when the packet was taken, and writes when that is the caller's duty.
  int offer() {
    boolean became;
    synchronized (this) {
      if (finished) {
        return 0;
      }
      packets++;
      became = !writerBusy;
      writerBusy = true;
    }
    if (became) {
      write();
    }
    return 1;
  }

  void finish() {
    boolean became;
    synchronized (this) {
      finished = true;
      became = !writerBusy;
      writerBusy = true;
    }
    if (became) {
      write();
    }
  }

  void write() {
    int count;
    while ((count = nextWrite()) > 0) {
      synchronized (this) {
        packets -= count;
        written += count;
      }
    }
    if (count < 0) {
      synchronized (this) {
        toldTooEarly += packets;
      }
    }
  }

  /// Stays for some dozens of instructions where the lock should not have been let go, so that the
  /// other thread gets it, even in a short run.
  static void linger() {
    for (int i = 0; i < 20; i++) {
      Thread.onSpinWait();
    }
  }

  int nextWrite() {
    synchronized (this) {
      if (packets > 0) {
        return packets;
      }
      writerBusy = false;
      return finished ? -1 : 0;
    }
  }
}
