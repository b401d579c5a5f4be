package dev.wharf.swarm.fleet;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of another process like this one: the same Java, options and classes.
public final class JavaCommand {
  /// No two processes can wait on one port for a debugger, or write the same file.
  private static final List<String> NOT_TWICE =
      List.of("-XX:ArchiveClassesAtExit", "-XX:StartFlightRecording", "-Xrunjdwp", "-Xlog:gc");

  private JavaCommand() {}

  /// The command that runs a class.
  public static List<String> of(String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X"))
        .filter(option -> NOT_TWICE.stream().noneMatch(option::startsWith))
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
