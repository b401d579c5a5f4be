package dev.wharf.bench.compare;

import dev.wharf.bench.BenchMain;
import dev.wharf.bench.NativeProgram;
import dev.wharf.bench.Workplace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The command lines of the processes that take part, each on its own processor where that can be.
///
/// @param workplace where the programs are
/// @param launcher `./wharf`, which knows the flags of the JVM; null without it
/// @param pinned whether servers are kept on processor 0, and the load on processor 1
record Commands(Workplace workplace, @Nullable Path launcher, boolean pinned) {
  private static final String SERVER_CPU = "0";
  private static final String LOAD_CPU = "1";

  /// For this machine.
  static Commands find() {
    String launcher = System.getenv("WHARF_LAUNCHER");
    boolean pinned =
        Runtime.getRuntime().availableProcessors() > 1
            && NativeProgram.onPath("taskset").isPresent();
    return new Commands(Workplace.find(), launcher == null ? null : Path.of(launcher), pinned);
  }

  List<String> server(Contender contender) {
    return contender.isNative()
        ? pin(SERVER_CPU, List.of(program(NativeProgram.EPOLL_ECHO), "0"))
        : pin(SERVER_CPU, jvm(contender.arguments()));
  }

  List<String> load(Load load, Contender contender, Timing timing, ServerProcess server) {
    List<String> command = new ArrayList<>(List.of(program(NativeProgram.LOAD)));
    option(command, "--port", server.port());
    option(command, "--pid", server.pid());
    option(command, "--connections", load.connections());
    option(command, "--in-flight", load.inFlight());
    option(command, "--payload", load.payload());
    option(command, "--warm-up", timing.warmUpSeconds());
    option(command, "--seconds", timing.seconds());
    if (load.perSecond() > 0) {
      option(command, "--rate", load.perSecond());
    }
    if (contender.protobuf()) {
      command.add("--protobuf");
    }
    return pin(LOAD_CPU, command);
  }

  private String program(String name) {
    return NativeProgram.get(workplace, name).toString();
  }

  private List<String> jvm(List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (launcher == null) {
      String java = ProcessHandle.current().info().command().orElse("java");
      String classPath = System.getProperty("java.class.path", "");
      command.addAll(List.of(java, "-cp", classPath, BenchMain.class.getName()));
    } else {
      command.addAll(List.of(launcher.toString(), "bench"));
    }
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

  private static void option(List<String> command, String name, Number value) {
    command.add(name);
    command.add(String.format(Locale.ROOT, "%s", value));
  }
}
