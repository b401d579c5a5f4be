package dev.wharf.engine.uring.sys;

/// Constants of the kernel's interface (`linux/io_uring.h`). They are the same on x86-64 and
/// aarch64.
public final class Abi {
  // struct io_uring_params
  public static final int PARAMS_SIZE = 120;
  public static final int PARAMS_SQ_ENTRIES = 0;
  public static final int PARAMS_CQ_ENTRIES = 4;
  public static final int PARAMS_FLAGS = 8;
  public static final int PARAMS_FEATURES = 20;
  public static final int PARAMS_SQ_HEAD = 40;
  public static final int PARAMS_SQ_TAIL = 44;
  public static final int PARAMS_SQ_FLAGS = 56;
  public static final int PARAMS_SQ_ARRAY = 64;
  public static final int PARAMS_CQ_HEAD = 80;
  public static final int PARAMS_CQ_TAIL = 84;
  public static final int PARAMS_CQ_CQES = 100;

  // flags of io_uring_setup
  public static final int SETUP_CQSIZE = 1 << 3;
  public static final int SETUP_SUBMIT_ALL = 1 << 7;
  public static final int SETUP_COOP_TASKRUN = 1 << 8;
  public static final int SETUP_SINGLE_ISSUER = 1 << 12;
  public static final int SETUP_DEFER_TASKRUN = 1 << 13;
  public static final int SETUP_NO_SQARRAY = 1 << 16;

  // features that the kernel reports
  public static final int FEATURE_SINGLE_MMAP = 1;
  public static final int FEATURE_NODROP = 1 << 1;
  public static final int FEATURE_SUBMIT_STABLE = 1 << 2;
  public static final int FEATURE_NO_IOWAIT = 1 << 17;

  // offsets for mapping the ring's file descriptor
  public static final long OFFSET_RINGS = 0;
  public static final long OFFSET_SQES = 0x1000_0000L;

  // flags of io_uring_enter
  public static final int ENTER_GETEVENTS = 1;
  public static final int ENTER_NO_IOWAIT = 1 << 7;
  public static final int SQ_CQ_OVERFLOW = 1 << 1;

  // struct io_uring_sqe
  public static final int SQE_SIZE = 64;
  public static final int SQE_OPCODE = 0;
  public static final int SQE_FLAGS = 1;
  public static final int SQE_IOPRIO = 2;
  public static final int SQE_FD = 4;
  public static final int SQE_OFFSET = 8;
  public static final int SQE_ADDRESS = 16;
  public static final int SQE_LENGTH = 24;
  public static final int SQE_OP_FLAGS = 28;
  public static final int SQE_USER_DATA = 32;

  // struct io_uring_cqe
  public static final int CQE_SIZE = 16;
  public static final int CQE_USER_DATA = 0;
  public static final int CQE_RESULT = 8;
  public static final int CQE_FLAGS = 12;

  // operations
  public static final int OP_NOP = 0;
  public static final int OP_READV = 1;
  public static final int OP_POLL_ADD = 6;
  public static final int OP_SENDMSG = 9;
  public static final int OP_ACCEPT = 13;
  public static final int OP_ASYNC_CANCEL = 14;
  public static final int OP_LINK_TIMEOUT = 15;
  public static final int OP_CONNECT = 16;
  public static final int OP_READ = 22;
  public static final int OP_SEND = 26;
  public static final int OP_RECV = 27;

  /// A flag of a submission entry: links the entry to the next one.
  public static final int LINK = 1 << 2;

  /// A bit of a receive's `ioprio`: the kernel waits for data before it tries to receive.
  public static final int POLL_FIRST = 1;

  /// A bit of a poll's `len`: the poll completes many times. It ends when it is cancelled, or with
  /// a completion that lacks [#MORE_COMPLETIONS].
  public static final int POLL_ADD_MULTI = 1;

  // events of a poll, in its request and its result (poll.h)
  public static final int POLLIN = 1;
  public static final int POLLHUP = 0x10;
  public static final int POLLRDHUP = 0x2000;

  /// A flag of a completion: the same submission entry will complete again.
  public static final int MORE_COMPLETIONS = 1 << 1;

  /// A flag of a receive's completion: the socket has more data.
  public static final int MORE_IN_SOCKET = 1 << 2;

  // io_uring_register
  public static final int REGISTER_PROBE = 8;
  public static final int PROBE_OPS = 256;
  public static final int PROBE_LAST_OP = 0;
  public static final int PROBE_HEADER_SIZE = 16;
  public static final int PROBE_OP_SIZE = 8;
  public static final int PROBE_OP_FLAGS = 2;
  public static final int PROBE_SUPPORTED = 1;

  // struct msghdr, struct iovec, struct __kernel_timespec
  public static final int MESSAGE_SIZE = 56;
  public static final int MESSAGE_VECTORS = 16;
  public static final int MESSAGE_VECTOR_COUNT = 24;
  public static final int VECTOR_SIZE = 16;
  public static final int TIMESPEC_SIZE = 16;
  public static final int MAX_VECTORS = 1024;

  public static final int MSG_DONTWAIT = 0x40;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int CLOEXEC = 0x80000;

  private Abi() {}
}
