package dev.wharf.engine.uring.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Thrown when the system refuses to make a ring. The message says why, and what to do about it.
public final class RingRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  private static final Path SWITCH = Path.of("/proc/sys/kernel/io_uring_disabled");

  /// Creates an exception whose message is the reason.
  public RingRefusedException(String message) {
    super(message);
  }

  /// Creates the exception for a system call that failed.
  ///
  /// @param call the name of the system call
  /// @param errno the error number that the system call returned, as a positive number
  public static RingRefusedException of(String call, int errno) {
    return new RingRefusedException(
        call + " failed with error " + errno + " (" + Libc.strerror(errno) + ")" + advice(errno));
  }

  private static String advice(int errno) {
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES -> forbidden();
      case Errno.ENOSYS -> "; the kernel has no io_uring, or the seccomp profile hides it";
      case Errno.ENOMEM -> "; allow more locked memory (ulimit -l), or more memory";
      case Errno.EMFILE, Errno.ENFILE -> "; allow more open files (ulimit -n)";
      case Errno.EINVAL -> "; io_uring needs Linux 5.19 or newer";
      default -> "";
    };
  }

  private static String forbidden() {
    return switch (systemSwitch()) {
      case "1" ->
          "; kernel.io_uring_disabled is 1: only root and the group kernel.io_uring_group may";
      case "2" -> "; kernel.io_uring_disabled is 2: sysctl kernel.io_uring_disabled=0 allows it";
      default ->
          "; the container's seccomp profile, or another security policy, must allow io_uring";
    };
  }

  /// Returns the value of `kernel.io_uring_disabled`; an empty string when it cannot be read.
  private static String systemSwitch() {
    try {
      return Files.readString(SWITCH).strip();
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }
}
