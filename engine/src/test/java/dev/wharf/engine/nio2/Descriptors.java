package dev.wharf.engine.nio2;

import java.io.File;

/// Counts the file descriptors that this process has open.
public final class Descriptors {
  private Descriptors() {}

  /// Returns the number of open file descriptors; 0 on systems that do not report it.
  public static long count() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? 0 : names.length;
  }

  static void awaitAtMost(long limit) {
    ProviderTest.until("no more than " + limit + " descriptors open", () -> count() <= limit);
  }
}
