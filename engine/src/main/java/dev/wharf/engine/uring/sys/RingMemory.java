package dev.wharf.engine.uring.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A ring's file descriptor and the memory that it shares with the kernel.
///
/// @param fd the ring's file descriptor
/// @param params the `struct io_uring_params` that the kernel has filled in
/// @param rings the heads and tails of both queues, and the completion entries
/// @param entries the submission entries
public record RingMemory(int fd, MemorySegment params, MemorySegment rings, MemorySegment entries) {
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED_POPULATE = 0x8001;

  /// The combinations of setup flags to try, the best first. A kernel answers EINVAL to flags that
  /// it does not know. Linux knows `NO_SQARRAY` since 6.6, `DEFER_TASKRUN` since 6.1,
  /// `SINGLE_ISSUER` since 6.0, and `COOP_TASKRUN` since 5.19.
  private static final int[] FLAGS = {
    Abi.SETUP_SINGLE_ISSUER | Abi.SETUP_DEFER_TASKRUN | Abi.SETUP_NO_SQARRAY,
    Abi.SETUP_SINGLE_ISSUER | Abi.SETUP_DEFER_TASKRUN,
    Abi.SETUP_SINGLE_ISSUER | Abi.SETUP_COOP_TASKRUN,
    Abi.SETUP_COOP_TASKRUN,
  };

  private static final int FEATURES =
      Abi.FEATURE_SINGLE_MMAP | Abi.FEATURE_NODROP | Abi.FEATURE_SUBMIT_STABLE;

  private static final int[] OPERATIONS = {
    Abi.OP_READV,
    Abi.OP_POLL_ADD,
    Abi.OP_SENDMSG,
    Abi.OP_ACCEPT,
    Abi.OP_ASYNC_CANCEL,
    Abi.OP_LINK_TIMEOUT,
    Abi.OP_CONNECT,
    Abi.OP_READ,
    Abi.OP_SEND,
    Abi.OP_RECV,
  };

  /// Makes a ring, and maps the memory that it shares with the kernel. Only the calling thread may
  /// use the ring.
  ///
  /// @throws RingRefusedException when the system refuses the ring; the message says why
  public static RingMemory open(int submissions, int completions) throws IOException {
    MemorySegment params = Arena.ofAuto().allocate(Abi.PARAMS_SIZE, Long.BYTES);
    int fd = setUp(params, submissions, completions);
    try {
      checkFeatures(params);
      checkOperations(fd);
      return map(fd, params);
    } catch (IOException | RuntimeException e) {
      Libc.close(fd);
      throw e;
    }
  }

  /// Returns the value that the kernel has put at an offset of `struct io_uring_params`.
  public int param(int offset) {
    return params.get(JAVA_INT, offset);
  }

  /// Returns whether the kernel accepted this flag of `io_uring_setup`.
  public boolean hasFlag(int flag) {
    return (param(Abi.PARAMS_FLAGS) & flag) != 0;
  }

  /// Unmaps the memory and closes the file descriptor.
  public void close() {
    unmap();
    Libc.close(fd);
  }

  /// Unmaps the memory, but does not close the file descriptor. Called when somebody else has
  /// closed the descriptor, because its number may now belong to another file.
  public void unmap() {
    Libc.munmap(rings);
    Libc.munmap(entries);
  }

  private static int setUp(MemorySegment params, int submissions, int completions)
      throws IOException {
    int result = -Errno.EINVAL;
    for (int i = 0; i < FLAGS.length && result == -Errno.EINVAL; i++) {
      params.fill((byte) 0);
      params.set(JAVA_INT, Abi.PARAMS_FLAGS, FLAGS[i] | Abi.SETUP_CQSIZE | Abi.SETUP_SUBMIT_ALL);
      params.set(JAVA_INT, Abi.PARAMS_CQ_ENTRIES, completions);
      result = Libc.ioUringSetup(submissions, params);
    }
    if (result < 0) {
      throw RingRefusedException.of("io_uring_setup", -result);
    }
    return result;
  }

  private static void checkFeatures(MemorySegment params) throws IOException {
    int missing = FEATURES & ~params.get(JAVA_INT, Abi.PARAMS_FEATURES);
    if (missing != 0) {
      throw new RingRefusedException(
          "the kernel's io_uring lacks features 0x%x".formatted(missing));
    }
  }

  private static void checkOperations(int fd) throws IOException {
    MemorySegment probe =
        Arena.ofAuto().allocate(Abi.PROBE_HEADER_SIZE + Abi.PROBE_OPS * Abi.PROBE_OP_SIZE);
    int result = Libc.ioUringRegister(fd, Abi.REGISTER_PROBE, probe, Abi.PROBE_OPS);
    if (result < 0) {
      throw RingRefusedException.of("io_uring_register", -result);
    }
    for (int operation : OPERATIONS) {
      long at = Abi.PROBE_HEADER_SIZE + (long) operation * Abi.PROBE_OP_SIZE + Abi.PROBE_OP_FLAGS;
      if ((probe.get(JAVA_SHORT, at) & Abi.PROBE_SUPPORTED) == 0) {
        throw new RingRefusedException("the kernel's io_uring lacks operation " + operation);
      }
    }
  }

  private static RingMemory map(int fd, MemorySegment params) throws IOException {
    int submissions = params.get(JAVA_INT, Abi.PARAMS_SQ_ENTRIES);
    int completions = params.get(JAVA_INT, Abi.PARAMS_CQ_ENTRIES);
    long afterCompletions =
        params.get(JAVA_INT, Abi.PARAMS_CQ_CQES) + (long) completions * Abi.CQE_SIZE;
    long afterArray =
        params.get(JAVA_INT, Abi.PARAMS_SQ_ARRAY) + (long) submissions * Integer.BYTES;
    MemorySegment rings = map(fd, Abi.OFFSET_RINGS, Math.max(afterCompletions, afterArray));
    try {
      MemorySegment entries = map(fd, Abi.OFFSET_SQES, (long) submissions * Abi.SQE_SIZE);
      return new RingMemory(fd, params, rings, entries);
    } catch (IOException e) {
      Libc.munmap(rings);
      throw e;
    }
  }

  private static MemorySegment map(int fd, long offset, long size) throws IOException {
    long address = Libc.mmap(size, PROT_READ_WRITE, MAP_SHARED_POPULATE, fd, offset);
    if (address < 0) {
      throw RingRefusedException.of("mmap", (int) -address);
    }
    return Libc.memory(address, size);
  }
}
