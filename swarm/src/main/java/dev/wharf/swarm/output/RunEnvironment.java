package dev.wharf.swarm.output;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The place and time of a run.
///
/// @param machine the name of the machine
/// @param wharf the version of Wharf
/// @param java the version and vendor of Java
/// @param os the operating system, its version, and the processor architecture
/// @param processors the number of processors
/// @param endedAt the end of the run, in UTC
public record RunEnvironment(
    String machine, String wharf, String java, String os, int processors, Instant endedAt) {
  /// Returns the environment of this process, with the present time as the end of the run.
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
