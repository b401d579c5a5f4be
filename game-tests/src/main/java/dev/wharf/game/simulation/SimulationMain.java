package dev.wharf.game.simulation;

import dev.wharf.game.server.SampleGame;
import dev.wharf.swarm.cli.CommandSetup;
import dev.wharf.swarm.cli.Output;
import dev.wharf.swarm.cli.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program of the command `simulate`.
@Command(description = "The simulation of the game.")
public final class SimulationMain implements Runnable {
  /// The configuration of the log. It prints nothing, unless the property `simulation.log` has a
  /// level, because a simulation with faults causes many lines.
  private static final String LOG = "simulation-logback.xml";

  /// Runs the command, and ends the process with the command's exit code.
  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", LOG);
    Output.takeOver();
    int code = commandLine().execute(arguments);
    Output.end();
    System.exit(code);
  }

  /// Creates the command line.
  public static CommandLine commandLine() {
    return CommandSetup.apply(
        new CommandLine(new SimulationMain())
            .setCommandName(new SampleGame().name())
            .addSubcommand(new SimulateCommand()));
  }

  /// Called when the command line has no command, which is an error.
  @Override
  public void run() {
    throw new UsageException("the command is missing: simulate");
  }
}
