package dev.wharf.engine.uring;

/// Numbers of the kernel's interface (`linux/io_uring.h`), alike on x86-64 and aarch64.
final class Abi {
  // struct io_uring_params
  static final int PARAMS_SIZE = 120;
  static final int PARAMS_SQ_ENTRIES = 0;
  static final int PARAMS_CQ_ENTRIES = 4;
  static final int PARAMS_FLAGS = 8;
  static final int PARAMS_FEATURES = 20;
  static final int PARAMS_SQ_HEAD = 40;
  static final int PARAMS_SQ_TAIL = 44;
  static final int PARAMS_SQ_FLAGS = 56;
  static final int PARAMS_SQ_ARRAY = 64;
  static final int PARAMS_CQ_HEAD = 80;
  static final int PARAMS_CQ_TAIL = 84;
  static final int PARAMS_CQ_CQES = 100;

  // flags of io_uring_setup
  static final int SETUP_CQSIZE = 1 << 3;
  static final int SETUP_SUBMIT_ALL = 1 << 7;
  static final int SETUP_COOP_TASKRUN = 1 << 8;
  static final int SETUP_SINGLE_ISSUER = 1 << 12;
  static final int SETUP_DEFER_TASKRUN = 1 << 13;
  static final int SETUP_NO_SQARRAY = 1 << 16;

  // what the kernel says it does
  static final int FEATURE_SINGLE_MMAP = 1;
  static final int FEATURE_NODROP = 1 << 1;
  static final int FEATURE_SUBMIT_STABLE = 1 << 2;
  static final int FEATURE_NO_IOWAIT = 1 << 17;

  // offsets at which the ring's file is mapped
  static final long OFFSET_RINGS = 0;
  static final long OFFSET_SQES = 0x1000_0000L;

  // flags of io_uring_enter
  static final int ENTER_GETEVENTS = 1;
  static final int ENTER_NO_IOWAIT = 1 << 7;
  static final int SQ_CQ_OVERFLOW = 1 << 1;

  // struct io_uring_sqe
  static final int SQE_SIZE = 64;
  static final int SQE_OPCODE = 0;
  static final int SQE_FLAGS = 1;
  static final int SQE_IOPRIO = 2;
  static final int SQE_FD = 4;
  static final int SQE_OFFSET = 8;
  static final int SQE_ADDRESS = 16;
  static final int SQE_LENGTH = 24;
  static final int SQE_OP_FLAGS = 28;
  static final int SQE_USER_DATA = 32;

  // struct io_uring_cqe
  static final int CQE_SIZE = 16;
  static final int CQE_USER_DATA = 0;
  static final int CQE_RESULT = 8;
  static final int CQE_FLAGS = 12;

  // operations
  static final int OP_NOP = 0;
  static final int OP_READV = 1;
  static final int OP_POLL_ADD = 6;
  static final int OP_SENDMSG = 9;
  static final int OP_ACCEPT = 13;
  static final int OP_ASYNC_CANCEL = 14;
  static final int OP_LINK_TIMEOUT = 15;
  static final int OP_CONNECT = 16;
  static final int OP_READ = 22;
  static final int OP_SEND = 26;
  static final int OP_RECV = 27;

  /// A flag of an entry: the next one depends on it.
  static final int LINK = 1 << 2;

  /// In the ioprio of a receive: wait for data before trying.
  static final int POLL_FIRST = 1;

  /// In the length of a poll: it stands until it is cancelled, or the kernel says that it does not.
  static final int POLL_ADD_MULTI = 1;

  // what a poll asks for, and is answered with (poll.h)
  static final int POLLIN = 1;
  static final int POLLHUP = 0x10;
  static final int POLLRDHUP = 0x2000;

  /// A flag of a completion: the same entry will have more of them.
  static final int MORE_COMPLETIONS = 1 << 1;

  /// A flag of a receive's completion: there is more in the socket.
  static final int MORE_IN_SOCKET = 1 << 2;

  // io_uring_register
  static final int REGISTER_PROBE = 8;
  static final int PROBE_OPS = 256;
  static final int PROBE_LAST_OP = 0;
  static final int PROBE_HEADER_SIZE = 16;
  static final int PROBE_OP_SIZE = 8;
  static final int PROBE_OP_FLAGS = 2;
  static final int PROBE_SUPPORTED = 1;

  // struct msghdr, struct iovec, struct __kernel_timespec
  static final int MESSAGE_SIZE = 56;
  static final int MESSAGE_VECTORS = 16;
  static final int MESSAGE_VECTOR_COUNT = 24;
  static final int VECTOR_SIZE = 16;
  static final int TIMESPEC_SIZE = 16;
  static final int MAX_VECTORS = 1024;

  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int CLOEXEC = 0x80000;

  private Abi() {}
}
