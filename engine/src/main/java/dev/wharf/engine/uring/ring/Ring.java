package dev.wharf.engine.uring.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.Errno;
import dev.wharf.engine.uring.sys.Libc;
import dev.wharf.engine.uring.sys.RingMemory;
import dev.wharf.engine.uring.sys.RingRefusedException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// A ring: a queue of submission entries to the kernel, and a queue of its completions.
///
/// Only the thread that opened the ring may use it.
public final class Ring implements AutoCloseable {
  /// The size of [#scratch]: memory for addresses, buffer vectors and timeouts that entries refer
  /// to until they are submitted.
  private static final int SCRATCH_BYTES = 32 << 10;

  private static final VarHandle INT = JAVA_INT.varHandle();

  private final RingMemory memory;
  private final MemorySegment rings;
  private final MemorySegment entries;
  private final MemorySegment scratch = Arena.ofAuto().allocate(SCRATCH_BYTES, Long.BYTES);
  private final int submissions;
  private final int completionMask;
  private final long submissionHeadAt;
  private final long submissionTailAt;
  private final long submissionFlagsAt;
  private final long completionHeadAt;
  private final long completionTailAt;
  private final long completionsAt;

  /// The flags with which [#submitAndGet] calls `io_uring_enter`, which may block.
  private final int waitFlags;

  /// How many entries were written and submitted, and how many completions were taken, since the
  /// ring was opened. All three numbers are modulo 2^32.
  private int written;

  private int submitted;
  private int taken;
  private long scratchUsed;

  /// The error number with which the ring failed for good; 0 as long as the ring works.
  private int failure;

  private Ring(RingMemory memory) {
    this.memory = memory;
    this.rings = memory.rings();
    this.entries = memory.entries();
    this.submissions = memory.param(Abi.PARAMS_SQ_ENTRIES);
    this.completionMask = memory.param(Abi.PARAMS_CQ_ENTRIES) - 1;
    this.submissionHeadAt = memory.param(Abi.PARAMS_SQ_HEAD);
    this.submissionTailAt = memory.param(Abi.PARAMS_SQ_TAIL);
    this.submissionFlagsAt = memory.param(Abi.PARAMS_SQ_FLAGS);
    this.completionHeadAt = memory.param(Abi.PARAMS_CQ_HEAD);
    this.completionTailAt = memory.param(Abi.PARAMS_CQ_TAIL);
    this.completionsAt = memory.param(Abi.PARAMS_CQ_CQES);
    this.waitFlags = waitFlags(memory.param(Abi.PARAMS_FEATURES));
    if (!memory.hasFlag(Abi.SETUP_NO_SQARRAY)) {
      fillArray();
    }
  }

  /// Returns the flags of `io_uring_enter` for calls that may block. With `NO_IOWAIT`, which Linux
  /// 6.15 and newer have, the system's statistics count a waiting thread as idle. Without it they
  /// count the thread as waiting for a disk.
  static int waitFlags(int features) {
    return (features & Abi.FEATURE_NO_IOWAIT) == 0
        ? Abi.ENTER_GETEVENTS
        : Abi.ENTER_GETEVENTS | Abi.ENTER_NO_IOWAIT;
  }

  /// Opens a ring that only the calling thread may use. When that thread ends, the kernel cancels
  /// its requests.
  ///
  /// @throws RingRefusedException when the system refuses the ring; the message says why
  public static Ring open(RingSize size) throws IOException {
    return new Ring(RingMemory.open(size.submissions(), size.completions()));
  }

  // ---- submitting

  /// Makes room for `count` entries and for the memory that they refer to. When the ring has too
  /// little room, submits the entries that were written before.
  ///
  /// @return false when the kernel accepts no entries at the moment, or the ring is broken
  boolean makeRoom(int count, long scratchBytes) {
    if (!hasRoom(count, scratchBytes)) {
      submit();
    }
    return failure == 0 && hasRoom(count, scratchBytes);
  }

  /// Writes the next submission entry. The caller has made room for it. The entry's fields that
  /// have no parameter here are set to zero.
  ///
  /// @return the entry's offset, which the methods that set its other fields take
  public long write(int operation, int fd, long address, int length, long userData) {
    long at = (long) (written & (submissions - 1)) * Abi.SQE_SIZE;
    for (int i = 0; i < Abi.SQE_SIZE; i += Long.BYTES) { // a slice to fill would be an object
      entries.set(JAVA_LONG, at + i, 0L);
    }
    entries.set(JAVA_BYTE, at + Abi.SQE_OPCODE, (byte) operation);
    entries.set(JAVA_INT, at + Abi.SQE_FD, fd);
    entries.set(JAVA_LONG, at + Abi.SQE_ADDRESS, address);
    entries.set(JAVA_INT, at + Abi.SQE_LENGTH, length);
    entries.set(JAVA_LONG, at + Abi.SQE_USER_DATA, userData);
    written++;
    return at;
  }

  /// Sets the flags of an entry, such as [Abi#LINK].
  public void setFlags(long entry, int flags) {
    entries.set(JAVA_BYTE, entry + Abi.SQE_FLAGS, (byte) flags);
  }

  /// Sets the field `ioprio` of an entry. For a receive it contains flags, such as
  /// [Abi#POLL_FIRST].
  public void setIoPriority(long entry, int bits) {
    entries.set(JAVA_SHORT, entry + Abi.SQE_IOPRIO, (short) bits);
  }

  /// Sets the field `off` of an entry. Its meaning depends on the operation.
  public void setOffset(long entry, long offset) {
    entries.set(JAVA_LONG, entry + Abi.SQE_OFFSET, offset);
  }

  /// Sets the flags of an entry's operation, such as `MSG_NOSIGNAL`.
  public void setOperationFlags(long entry, int flags) {
    entries.set(JAVA_INT, entry + Abi.SQE_OP_FLAGS, flags);
  }

  /// Returns memory that the entries of the next submission may refer to. The caller has made room
  /// for it. The kernel copies the memory when it accepts the entries. After that the ring uses the
  /// memory again.
  public MemorySegment scratch(long bytes) {
    MemorySegment slice = scratch.asSlice(scratchUsed, bytes);
    scratchUsed += aligned(bytes);
    return slice;
  }

  /// Submits all written entries that were not submitted before. Does not block.
  void submit() {
    if (written != submitted) {
      enter(0, 0);
    }
  }

  /// Submits all written entries, and lets the kernel deliver completions to the ring.
  ///
  /// @param wait whether to block until a completion arrives; the call does not block when one is
  ///   waiting already
  void submitAndGet(boolean wait) {
    enter(wait && !hasCompletion() ? 1 : 0, waitFlags);
  }

  // ---- completions

  /// Returns the number of completions that have arrived and were not taken.
  int completions() {
    return (int) INT.getAcquire(rings, completionTailAt) - taken;
  }

  boolean hasCompletion() {
    return completions() != 0;
  }

  /// Returns the user data of the next completion.
  long userData() {
    return rings.get(JAVA_LONG, completion() + Abi.CQE_USER_DATA);
  }

  int result() {
    return rings.get(JAVA_INT, completion() + Abi.CQE_RESULT);
  }

  int flags() {
    return rings.get(JAVA_INT, completion() + Abi.CQE_FLAGS);
  }

  /// Removes the next completion from the queue.
  void take() {
    taken++;
    INT.setRelease(rings, completionHeadAt, taken);
  }

  /// Returns whether the kernel keeps completions for which the ring had no room. The kernel
  /// delivers them in the next call of [#submitAndGet].
  public boolean hasOverflown() {
    return ((int) INT.getAcquire(rings, submissionFlagsAt) & Abi.SQ_CQ_OVERFLOW) != 0;
  }

  /// Returns the ring's file descriptor.
  public int fd() {
    return memory.fd();
  }

  /// Returns whether the kernel has refused the ring for good. No further completion arrives; those
  /// that arrived before can still be taken.
  boolean isBroken() {
    return failure != 0;
  }

  /// Returns the reason why the ring is broken, as a message.
  String failure() {
    return "io_uring_enter failed with error " + failure + " (" + Libc.strerror(failure) + ")";
  }

  /// Marks the ring as broken, because its state is unknown after an unexpected exception.
  void markBroken() {
    if (failure == 0) {
      failure = Errno.EINVAL;
    }
  }

  @Override
  public void close() {
    if (isDescriptorLost()) {
      memory.unmap();
    } else {
      memory.close();
    }
  }

  /// Returns whether somebody else closed the ring's file descriptor. If so, the descriptor's
  /// number may now belong to another file, which must stay open.
  private boolean isDescriptorLost() {
    return failure == Errno.EBADF || failure == Errno.EOPNOTSUPP || failure == Errno.EEXIST;
  }

  private boolean hasRoom(int count, long scratchBytes) {
    int used = written - (int) INT.getAcquire(rings, submissionHeadAt);
    return submissions - used >= count && SCRATCH_BYTES - scratchUsed >= aligned(scratchBytes);
  }

  private void enter(int minComplete, int flags) {
    INT.setRelease(rings, submissionTailAt, written);
    int result = Libc.ioUringEnter(memory.fd(), written - submitted, minComplete, flags);
    if (result >= 0) {
      submitted += result;
    } else if (result != -Errno.EINTR && result != -Errno.EAGAIN && result != -Errno.EBUSY) {
      failure = -result;
    }
    if (submitted == written) {
      scratchUsed = 0;
    }
  }

  private long completion() {
    return completionsAt + (long) (taken & completionMask) * Abi.CQE_SIZE;
  }

  /// Fills the index array that older kernels use: its element `i` always names entry `i`.
  private void fillArray() {
    long array = memory.param(Abi.PARAMS_SQ_ARRAY);
    for (int i = 0; i < submissions; i++) {
      rings.set(JAVA_INT, array + (long) i * Integer.BYTES, i);
    }
  }

  private static long aligned(long bytes) {
    return (bytes + Long.BYTES - 1) & -Long.BYTES;
  }
}
