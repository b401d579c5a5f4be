package dev.wharf.engine.uring;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Asynchronous channels on io_uring: Linux 5.19 or newer, x86-64 or aarch64.
public final class UringProvider {
  private UringProvider() {}

  /// Why there are no rings here; null when there are.
  public static @Nullable String refusal() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return "io_uring is Linux's";
    }
    try {
      Ring.open(4, 8).close();
      return null;
    } catch (IOException e) {
      return e.getMessage();
    } catch (LinkageError | RuntimeException e) {
      return "the C library cannot be called: " + e;
    }
  }
}
