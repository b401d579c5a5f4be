package dev.wharf.engine.uring;

import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadPendingException;

/// A read: straight into the caller's memory, once there is something to read.
///
/// A common one waits here until its [Readiness] tells, and is the kernel's only then. One that is
/// to end after a time, or that fills several buffers, waits in the kernel.
final class ReadOperation extends TransferOperation {
  // ---- the loop's own
  private final Readiness readiness;

  /// Begun, and not the kernel's yet.
  private boolean waiting;

  private boolean waitsInKernel;

  /// How many bytes the kernel was asked for; 0 when that was not counted.
  private int asked;

  ReadOperation(NativeSocket socket) {
    super(socket);
    this.readiness = new Readiness(socket, this);
  }

  @Override
  boolean isIncoming() {
    return true;
  }

  @Override
  RuntimeException alreadyPending() {
    return new ReadPendingException();
  }

  @Override
  int resultWhenShut() {
    return -1;
  }

  @Override
  boolean submit(RingLoop loop, long timeout) {
    waitsInKernel = timeout > 0 || !isOfOnePiece();
    if (waitsInKernel) {
      return super.submit(loop, timeout);
    }
    if (!readiness.stand(loop)) {
      return false;
    }
    waiting = !readiness.isReadable();
    return waiting || super.submit(loop, timeout);
  }

  @Override
  long submitOne(Ring ring, long address, int length, long userData) {
    long entry = ring.write(Abi.OP_RECV, socket.fd(), address, length, userData);
    if (!waitsInKernel) {
      ring.setOperationFlags(entry, Abi.MSG_DONTWAIT);
    } else if (!readiness.isReadable()) {
      ring.setIoPriority(entry, Abi.POLL_FIRST);
    }
    asked = length;
    readiness.onReading();
    return entry;
  }

  @Override
  long submitMany(Ring ring, MemorySegment vectors, int count, long userData) {
    long entry = ring.write(Abi.OP_READV, socket.fd(), vectors.address(), count, userData);
    ring.setOffset(entry, -1);
    asked = 0;
    readiness.onReading();
    return entry;
  }

  /// There is something to read.
  ///
  /// @param answer an error, if negative
  void onReadiness(int answer) {
    if (!waiting) {
      return;
    }
    waiting = false;
    if (answer < 0) {
      onCompleted(answer, 0);
    } else {
      submitOrPutOff(socket.group().loop());
    }
  }

  /// A read that waited in the kernel may still be written to. A common one was answered within the
  /// call that submitted it.
  @Override
  void onLost() {
    if (waitsInKernel) {
      giveUpMemory();
    }
    super.onLost();
  }

  @Override
  void endEarly(RingLoop loop) {
    if (waiting) {
      waiting = false;
      loop.execute(this);
    } else {
      super.endEarly(loop);
    }
  }

  /// Nothing where there was room is the end of the stream: the peer's, unless we have closed.
  @Override
  Number resultOf(int answer, int flags) throws AsynchronousCloseException {
    if (answer == 0 || answer >= asked || (flags & Abi.MORE_IN_SOCKET) != 0) {
      readiness.onMoreLeft();
    }
    if (answer == 0 && socket.isClosed()) {
      throw new AsynchronousCloseException();
    }
    return transferred(answer == 0 ? -1 : answer);
  }
}
