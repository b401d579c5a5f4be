package dev.wharf.swarm.cli;

import dev.wharf.protocol.ProtocolSetupException;
import java.time.Duration;
import picocli.CommandLine;

/// How all commands read their options and tell their mistakes: in one line.
public final class CommandSetup {
  private CommandSetup() {}

  /// Prepares a command line and its sub-commands.
  public static CommandLine apply(CommandLine commandLine) {
    setVersion(commandLine);
    return commandLine
        .registerConverter(Duration.class, Durations::parse)
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, _) -> tellMistake(e, e.getCommandLine()))
        .setExecutionExceptionHandler((e, command, _) -> tellFailure(e, command));
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

  private static int tellMistake(Exception e, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + oneLine(e) + " (--help explains the options)");
    return ExitCodes.USAGE;
  }

  private static int tellFailure(Exception e, CommandLine command) {
    if (e instanceof UsageException) {
      return tellMistake(e, command);
    }
    String told = e instanceof ProtocolSetupException ? e.getMessage() : oneLine(e);
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + told);
    return ExitCodes.FAILED;
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
