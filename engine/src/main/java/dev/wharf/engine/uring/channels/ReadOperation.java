package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.Ring;
import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.sys.Abi;
import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadPendingException;

/// A read. The kernel receives bytes as soon as the socket has data, directly into the caller's
/// memory if possible (see [Transfer]).
///
/// A read into one buffer without a timeout waits in this object until its [Readiness] reports
/// data. Only then is it submitted to the kernel. A read with a timeout, or into several buffers,
/// waits in the kernel.
final class ReadOperation extends TransferOperation {
  // ---- confined to the loop's thread
  private final Readiness readiness;

  /// Whether the read has begun and waits in this object for [#readiness].
  private boolean waiting;

  private boolean waitsInKernel;

  ReadOperation(NativeSocket socket) {
    super(socket, READ);
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
    if (!readiness.poll(loop)) {
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
    readiness.onReading();
    return entry;
  }

  @Override
  long submitMany(Ring ring, MemorySegment vectors, int count, long userData) {
    long entry = ring.write(Abi.OP_READV, socket.fd(), vectors.address(), count, userData);
    ring.setOffset(entry, -1);
    readiness.onReading();
    return entry;
  }

  /// Continues a read that waits in this object for data. [Readiness] calls it.
  ///
  /// @param result the result of the poll; a negated error number when the poll has failed
  void onReadiness(int result) {
    if (!waiting) {
      return;
    }
    waiting = false;
    if (result < 0) {
      onCompleted(result, 0);
    } else {
      submitOrDefer(socket.group().loop());
    }
  }

  /// Gives up the memory of a read that waits in the kernel, because the kernel may still write
  /// into it. Any other read completes within the system call that submits it.
  @Override
  protected void onLost() {
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

  /// Returns the number of received bytes; -1 when the peer has ended the stream. The kernel
  /// reports zero bytes for that end, and also when this channel was closed.
  @Override
  Number resultOf(int received, int flags) throws AsynchronousCloseException {
    if (received == 0 || received >= bytesAsked() || (flags & Abi.MORE_IN_SOCKET) != 0) {
      readiness.onMoreLeft();
    }
    if (received == 0 && socket.isClosed()) {
      throw new AsynchronousCloseException();
    }
    return transferred(received == 0 ? -1 : received);
  }
}
