package dev.wharf.engine.uring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// There is no ring to be had. The message says why, and what can be done about it.
final class RingRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  private static final Path SWITCH = Path.of("/proc/sys/kernel/io_uring_disabled");

  RingRefusedException(String message) {
    super(message);
  }

  /// A call that makes a ring was refused.
  static RingRefusedException of(String call, int errno) {
    return new RingRefusedException(
        call + " failed with error " + errno + " (" + Libc.strerror(errno) + ")" + advice(errno));
  }

  private static String advice(int errno) {
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES -> forbidden();
      case Errno.ENOSYS -> "; the kernel has none, or the container's seccomp profile hides it";
      case Errno.ENOMEM -> "; more locked memory (ulimit -l), or more memory, may help";
      case Errno.EMFILE, Errno.ENFILE -> "; more open files (ulimit -n) may help";
      case Errno.EINVAL -> "; Linux 5.19 or newer is needed";
      default -> "";
    };
  }

  private static String forbidden() {
    return switch (systemSwitch()) {
      case "1" ->
          "; kernel.io_uring_disabled is 1: for root and the group kernel.io_uring_group alone";
      case "2" -> "; kernel.io_uring_disabled is 2: sysctl kernel.io_uring_disabled=0 allows it";
      default ->
          "; the container's seccomp profile, or another security policy, has to allow io_uring";
    };
  }

  /// What `kernel.io_uring_disabled` is; empty when that cannot be told.
  private static String systemSwitch() {
    try {
      return Files.readString(SWITCH).strip();
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }
}
