package dev.wharf.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// Makes the warnings that the server logs at start: limits and checks that are off, and settings
/// that exceed what the process may use.
final class Warnings {
  /// The number of file descriptors that the process needs in addition to those of sessions: for
  /// libraries, rings, listeners and the log.
  private static final int OTHER_FILES = 100;

  private Warnings() {}

  /// Returns the warnings, one line each. The list is empty for a server that is ready for the
  /// public.
  static List<String> of(
      ServerConfig config,
      Authenticator authenticator,
      boolean hasSystemLogin,
      List<String> ofGame) {
    List<String> warnings = new ArrayList<>();
    if (!hasSystemLogin) {
      warnings.add(
          "THE GAME'S OWN LOGIN: login.authenticator is not used, the game checks logins itself.");
    } else if (authenticator.isForDevelopment()) {
      warnings.add("DEVELOPMENT LOGIN: anybody can log in, with any free name.");
      warnings.add(
          "Set login.authenticator = jwt, or your game's own, before others can reach this port.");
    }
    if (config.development()) {
      warnings.add("DEVELOPMENT MODE: limits are lifted, for a swarm on this machine.");
    }
    if (config.server().admission().exemptLoopback()) {
      warnings.add("NO LIMITS PER ADDRESS for this machine (admission.exempt-loopback = true).");
    }
    if (config.packets().rateLimit().packetsPerSecond() == 0) {
      warnings.add("NO LIMIT ON PACKETS per second (rate.packets-per-second = 0).");
    }
    if (config.packets().rateLimit().bytesPerSecond() == 0) {
      warnings.add("NO LIMIT ON BYTES per second (rate.bytes-per-second = 0).");
    }
    warnings.addAll(ofGame);
    warnings.addAll(config.warnings());
    addLimits(config, warnings);
    return warnings;
  }

  /// Adds a line for each setting that exceeds what the process may use.
  private static void addLimits(ServerConfig config, List<String> warnings) {
    long memory = config.port().bufferMemoryBytes();
    long directMemory = mostDirectMemory();
    if (memory > directMemory) {
      warnings.add(
          "port.buffer-memory (%d MiB) is more than the JVM allows: -XX:MaxDirectMemorySize is %d MiB."
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

  /// Returns the JVM's limit on direct memory. Without a JVM option for it, the limit is the
  /// largest heap size.
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
