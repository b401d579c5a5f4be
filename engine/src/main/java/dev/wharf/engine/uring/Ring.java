package dev.wharf.engine.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// A ring: what is asked of the kernel goes in at one side and its answers come out at the other.
///
/// Of the thread that opened it, alone.
final class Ring implements AutoCloseable {
  /// Room for what entries refer to until they are submitted: addresses, vectors, times.
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

  /// For calls that may wait.
  private final int waitFlags;

  /// Entries written and completions taken since the beginning, modulo 2^32.
  private int written;

  private int submitted;
  private int taken;
  private long scratchUsed;

  /// The error that ended the ring; 0 as long as it works.
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

  /// A thread that waits for clients is idle. Linux 6.15 and newer can be told so; without the flag
  /// the system's figures show the thread as waiting for a disk.
  static int waitFlags(int features) {
    return (features & Abi.FEATURE_NO_IOWAIT) == 0
        ? Abi.ENTER_GETEVENTS
        : Abi.ENTER_GETEVENTS | Abi.ENTER_NO_IOWAIT;
  }

  /// Opens a ring for the calling thread, which must outlive all that it submits.
  ///
  /// @param submissions entries between two submissions, a power of two
  /// @param completions answers that fit in; more are kept by the kernel; a power of two
  /// @throws RingRefusedException when the system has none for us; the message says why
  static Ring open(int submissions, int completions) throws IOException {
    return new Ring(RingMemory.open(submissions, completions));
  }

  // ---- submitting

  /// Makes room for entries and for what they refer to, submitting those before them if need be.
  ///
  /// @return false when the kernel takes nothing at the moment
  boolean makeRoom(int count, long scratchBytes) {
    if (!hasRoom(count, scratchBytes)) {
      submit();
    }
    return failure == 0 && hasRoom(count, scratchBytes);
  }

  /// Writes the next entry; there is room for it. Its other fields are zero.
  ///
  /// @return where it is, to set its other fields
  long write(int operation, int fd, long address, int length, long userData) {
    long at = (long) (written & (submissions - 1)) * Abi.SQE_SIZE;
    entries.asSlice(at, Abi.SQE_SIZE).fill((byte) 0);
    entries.set(JAVA_BYTE, at + Abi.SQE_OPCODE, (byte) operation);
    entries.set(JAVA_INT, at + Abi.SQE_FD, fd);
    entries.set(JAVA_LONG, at + Abi.SQE_ADDRESS, address);
    entries.set(JAVA_INT, at + Abi.SQE_LENGTH, length);
    entries.set(JAVA_LONG, at + Abi.SQE_USER_DATA, userData);
    written++;
    return at;
  }

  void setFlags(long entry, int flags) {
    entries.set(JAVA_BYTE, entry + Abi.SQE_FLAGS, (byte) flags);
  }

  void setIoPriority(long entry, int bits) {
    entries.set(JAVA_SHORT, entry + Abi.SQE_IOPRIO, (short) bits);
  }

  void setOffset(long entry, long offset) {
    entries.set(JAVA_LONG, entry + Abi.SQE_OFFSET, offset);
  }

  void setOperationFlags(long entry, int flags) {
    entries.set(JAVA_INT, entry + Abi.SQE_OP_FLAGS, flags);
  }

  /// Memory that lasts until the entries before the next submission are submitted; there is room
  /// for it, and the kernel has copied it by then.
  MemorySegment scratch(long bytes) {
    MemorySegment slice = scratch.asSlice(scratchUsed, bytes);
    scratchUsed += aligned(bytes);
    return slice;
  }

  /// Submits what was written, without waiting.
  void submit() {
    if (written != submitted) {
      enter(0, 0);
    }
  }

  /// Submits what was written, has the kernel bring what is complete, and waits for the first
  /// completion if there is none and the caller wants to.
  void submitAndGet(boolean wait) {
    enter(wait && !hasCompletion() ? 1 : 0, waitFlags);
  }

  // ---- completions

  /// How many completions there are to take.
  int completions() {
    return (int) INT.getAcquire(rings, completionTailAt) - taken;
  }

  boolean hasCompletion() {
    return completions() != 0;
  }

  long userData() {
    return rings.get(JAVA_LONG, completion() + Abi.CQE_USER_DATA);
  }

  int result() {
    return rings.get(JAVA_INT, completion() + Abi.CQE_RESULT);
  }

  int flags() {
    return rings.get(JAVA_INT, completion() + Abi.CQE_FLAGS);
  }

  /// Takes the completion at hand away.
  void take() {
    taken++;
    INT.setRelease(rings, completionHeadAt, taken);
  }

  /// Whether the kernel keeps completions that found no place; it brings them when asked for some.
  boolean hasOverflown() {
    return ((int) INT.getAcquire(rings, submissionFlagsAt) & Abi.SQ_CQ_OVERFLOW) != 0;
  }

  /// The descriptor.
  int fd() {
    return memory.fd();
  }

  /// Whether the kernel has refused the ring for good. What was submitted gets no answer any more,
  /// but for the completions that are there already.
  boolean isBroken() {
    return failure != 0;
  }

  /// Why the ring is broken.
  String failure() {
    return "io_uring_enter failed with error " + failure + " (" + Libc.strerror(failure) + ")";
  }

  /// Ends the use of a ring whose state is not known any more.
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

  /// Whether somebody else closed the descriptor. Its number may be another file's by now, which
  /// must stay open.
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

  /// Slot `i` of the index array always names entry `i`.
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
