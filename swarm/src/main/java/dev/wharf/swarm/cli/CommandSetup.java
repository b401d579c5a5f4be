package dev.wharf.swarm.cli;

import dev.wharf.protocol.ProtocolSetupException;
import java.time.Duration;
import picocli.CommandLine;

/// Configures all commands: converters of options, `--version`, and errors in one line.
public final class CommandSetup {
  private CommandSetup() {}

  /// Configures a command line and its sub-commands.
  ///
  /// @return the same command line
  public static CommandLine apply(CommandLine commandLine) {
    setVersion(commandLine);
    return commandLine
        .registerConverter(Duration.class, Durations::parse)
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, _) -> printUsageError(e, e.getCommandLine()))
        .setExecutionExceptionHandler((e, command, _) -> printFailure(e, command));
  }

  private static void setVersion(CommandLine commandLine) {
    for (CommandLine command : commandLine.getSubcommands().values()) {
      command.getCommandSpec().version(version());
      setVersion(command);
    }
  }

  private static String version() {
    String version = CommandSetup.class.getPackage().getImplementationVersion();
    return "Wharf " + (version == null ? "(not packed)" : version);
  }

  private static int printUsageError(Exception e, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + oneLine(e) + " (--help explains the options)");
    return ExitCodes.USAGE;
  }

  private static int printFailure(Exception e, CommandLine command) {
    if (e instanceof UsageException) {
      return printUsageError(e, command);
    }
    String message = e instanceof ProtocolSetupException ? e.getMessage() : oneLine(e);
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
    return ExitCodes.FAILED;
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
