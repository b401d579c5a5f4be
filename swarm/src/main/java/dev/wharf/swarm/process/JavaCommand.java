package dev.wharf.swarm.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Builds the command line of a child process with this process's Java, JVM options and class path.
public final class JavaCommand {
  /// JVM options that a child does not get, because two processes cannot write the same file or
  /// wait for a debugger on the same port.
  private static final List<String> NOT_COPIED =
      List.of("-XX:ArchiveClassesAtExit", "-XX:StartFlightRecording", "-Xrunjdwp", "-Xlog:gc");

  private JavaCommand() {}

  /// Returns the command line that runs a class in a new process.
  public static List<String> of(String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X"))
        .filter(option -> NOT_COPIED.stream().noneMatch(option::startsWith))
        .forEach(command::add);
    String channels = System.getProperty("sun.nio.ch.disableSynchronousRead");
    if (channels != null) {
      command.add("-Dsun.nio.ch.disableSynchronousRead=" + channels);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return command;
  }
}
