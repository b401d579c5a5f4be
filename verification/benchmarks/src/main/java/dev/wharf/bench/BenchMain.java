package dev.wharf.bench;

import dev.wharf.bench.compare.BenchCommand;
import dev.wharf.bench.parts.PartsCommand;
import dev.wharf.bench.server.EchoServerCommand;
import dev.wharf.bench.server.PeerCommand;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Runs the commands of `./wharf bench`: the comparisons, the servers one by one, and the parts.
public final class BenchMain {
  private BenchMain() {}

  /// Runs a command, and ends the process with its exit code. Prints UTF-8 in every locale.
  public static void main(String[] arguments) {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    int code = commandLine().execute(arguments);
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }

  static CommandLine commandLine() {
    BenchCommand whole = new BenchCommand();
    CommandLine commands = new CommandLine(whole);
    whole.kinds().forEach(commands::addSubcommand);
    return commands
        .addSubcommand(new EchoServerCommand())
        .addSubcommand(new PeerCommand())
        .addSubcommand(new PartsCommand())
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, _) -> tell(e, CommandLine.ExitCode.USAGE))
        .setExecutionExceptionHandler((e, command, _) -> tell(e, command));
  }

  private static int tell(ParameterException e, int code) {
    tellIn(e.getCommandLine(), e);
    return code;
  }

  private static int tell(Exception e, CommandLine command) {
    tellIn(command, e);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static void tellIn(CommandLine command, Exception e) {
    String told = e.getMessage() == null ? e.getClass().getName() : e.getMessage();
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + told);
  }
}
