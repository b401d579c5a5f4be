package dev.wharf.swarm.output;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Where and when a run took place.
///
/// @param machine its name
/// @param wharf the version of Wharf
/// @param java the version of Java, and whose it is
/// @param os the operating system, its version and the processors' kind
/// @param processors how many there are
/// @param endedAt when, in UTC
public record RunEnvironment(
    String machine, String wharf, String java, String os, int processors, Instant endedAt) {
  /// This process, now.
  public static RunEnvironment here() {
    String version = RunEnvironment.class.getPackage().getImplementationVersion();
    return new RunEnvironment(
        machineName(),
        version == null ? "not packed" : version,
        System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ")",
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "this machine";
    }
  }
}
