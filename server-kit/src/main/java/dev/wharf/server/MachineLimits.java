package dev.wharf.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.wharf.server.config.ServerConfig;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// Whether this process may have what the configuration promises.
final class MachineLimits {
  /// Descriptors that are no sessions: libraries, rings, listeners, the log.
  private static final int OTHER_FILES = 100;

  private MachineLimits() {}

  /// A line for each promise that cannot be kept.
  static List<String> warnings(ServerConfig config) {
    List<String> warnings = new ArrayList<>();
    long memory = config.port().bufferMemoryBytes();
    long directMemory = mostDirectMemory();
    if (memory > directMemory) {
      warnings.add(
          "port.buffer-memory (%d MiB) is more than the JVM gives: -XX:MaxDirectMemorySize is %d MiB."
              .formatted(memory >> 20, directMemory >> 20));
    }
    int sessions = config.server().admission().maxSessions();
    long files = mostFiles();
    if (sessions + OTHER_FILES > files) {
      warnings.add(
          "admission.max-sessions (%d) is more than this process may open: ulimit -n is %d."
              .formatted(sessions, files));
    }
    return warnings;
  }

  /// Without the option it is as much as the heap may have.
  private static long mostDirectMemory() {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long option =
        hotSpot == null ? 0 : Long.parseLong(hotSpot.getVMOption("MaxDirectMemorySize").getValue());
    return option == 0 ? Runtime.getRuntime().maxMemory() : option;
  }

  private static long mostFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
