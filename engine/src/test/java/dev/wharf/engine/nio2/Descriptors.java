package dev.wharf.engine.nio2;

import java.io.File;

/// The files and sockets that this process has open.
final class Descriptors {
  private Descriptors() {}

  static long count() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? 0 : names.length;
  }

  static void awaitAtMost(long limit) {
    ProviderTest.until("no more than " + limit + " descriptors open", () -> count() <= limit);
  }
}
