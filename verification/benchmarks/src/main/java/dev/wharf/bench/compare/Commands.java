package dev.wharf.bench.compare;

import dev.wharf.bench.BenchMain;
import dev.wharf.bench.NativeProgram;
import dev.wharf.bench.Workplace;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// The command lines of the servers and the load generators. Where the machine allows it, the
/// server runs on one processor and the load generator on another.
///
/// @param workplace the folders of the C programs
/// @param pinned whether servers run on processor 0, and load generators on processor 1
/// @param jvmOptions options of the servers' JVMs, in addition to those of this JVM
record Commands(Workplace workplace, boolean pinned, List<String> jvmOptions) {
  private static final String SERVER_CPU = "0";
  private static final String LOAD_CPU = "1";

  /// Returns the command lines for this machine.
  static Commands find() {
    boolean pinned =
        Runtime.getRuntime().availableProcessors() > 1
            && NativeProgram.onPath("taskset").isPresent();
    return new Commands(Workplace.find(), pinned, List.of());
  }

  /// Returns the same command lines without pinning.
  Commands unpinned() {
    return new Commands(workplace, false, jvmOptions);
  }

  /// Returns the same command lines with more options for the servers' JVMs.
  Commands withJvmOptions(String... options) {
    return new Commands(workplace, pinned, List.of(options));
  }

  List<String> server(Contender contender) {
    return contender.isNative()
        ? pin(SERVER_CPU, List.of(program(NativeProgram.EPOLL_ECHO), "0"))
        : pin(SERVER_CPU, jvm(contender.arguments()));
  }

  /// Returns the command line of a load generator.
  ///
  /// @param program the name of the program, a constant of [NativeProgram]
  List<String> load(String program, Arguments arguments) {
    List<String> command = new ArrayList<>(List.of(program(program)));
    command.addAll(arguments.words());
    return pin(LOAD_CPU, command);
  }

  private String program(String name) {
    return NativeProgram.get(workplace, name).toString();
  }

  /// Returns the command line of a JVM that has the same flags as this JVM got from the launcher.
  private List<String> jvm(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    command.add(BenchMain.class.getName());
    command.addAll(arguments);
    return command;
  }

  private List<String> pin(String cpu, List<String> command) {
    if (!pinned) {
      return command;
    }
    List<String> whole = new ArrayList<>(List.of("taskset", "-c", cpu));
    whole.addAll(command);
    return whole;
  }
}
