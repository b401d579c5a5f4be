package dev.wharf.engine.session;

/// The algorithm of [SendQueue], with packets that are only counted. A broken twin overrides one of
/// these methods.
class TinySendQueue {
  int packets;
  boolean writerBusy;
  boolean finished;
  int written;
  int toldTooEarly;

  /// Offers a packet, and writes the queue if the caller has become the writer. Returns 1 when the
  /// packet was accepted.
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
