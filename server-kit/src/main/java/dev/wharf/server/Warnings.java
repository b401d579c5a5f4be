package dev.wharf.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// The warnings at start: limits and checks that the server does without, and values of the
/// configuration that the process may not have.
final class Warnings {
  /// Descriptors that are no sessions: libraries, rings, listeners, the log.
  private static final int OTHER_FILES = 100;

  private Warnings() {}

  /// A line for each; none for a server that is fit for strangers.
  static List<String> of(
      ServerConfig config,
      Authenticator authenticator,
      boolean hasSystemLogin,
      List<String> ofGame) {
    List<String> warnings = new ArrayList<>();
    if (!hasSystemLogin) {
      warnings.add("LOGIN OF THE GAME'S OWN: login.authenticator is not asked, the game checks.");
    } else if (authenticator.isForDevelopment()) {
      warnings.add("DEVELOPMENT LOGIN: anybody may log in, under any name that is free.");
      warnings.add("Set login.authenticator = jwt before others can reach this port.");
    }
    if (config.development()) {
      warnings.add("DEVELOPMENT MODE: limits are lifted, for a swarm on this machine.");
    }
    if (config.server().admission().exemptLoopback()) {
      warnings.add("NO LIMITS BY ADDRESS for this machine (admission.exempt-loopback).");
    }
    if (config.packets().rateLimit().packetsPerSecond() == 0) {
      warnings.add("NO LIMIT ON PACKETS a second (rate.packets-per-second = 0).");
    }
    if (config.packets().rateLimit().bytesPerSecond() == 0) {
      warnings.add("NO LIMIT ON BYTES a second (rate.bytes-per-second = 0).");
    }
    warnings.addAll(ofGame);
    warnings.addAll(config.warnings());
    addLimits(config, warnings);
    return warnings;
  }

  /// Adds a line for each value that the machine does not allow.
  private static void addLimits(ServerConfig config, List<String> warnings) {
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
