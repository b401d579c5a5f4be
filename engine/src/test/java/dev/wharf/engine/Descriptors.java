package dev.wharf.engine;

import java.io.File;

/// Counts the file descriptors that this process has open.
final class Descriptors {
  private Descriptors() {}

  /// Returns the number of open file descriptors; 0 on systems that do not report it.
  static long count() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? 0 : names.length;
  }
}
