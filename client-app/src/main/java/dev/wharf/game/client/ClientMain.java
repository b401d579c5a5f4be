package dev.wharf.game.client;

import dev.wharf.game.client.console.ConsoleCommand;
import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.cli.CommandSetup;
import dev.wharf.swarm.cli.Output;
import dev.wharf.swarm.cli.SwarmCommand;
import dev.wharf.swarm.cli.UsageException;
import dev.wharf.swarm.cut.RelayCommand;
import dev.wharf.swarm.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The commands of the client program: `client`, `swarm`, `relay` and `demo`.
@Command(name = "wharf", description = "The client side of Wharf.")
public final class ClientMain implements Runnable {
  /// Runs a command, and ends the process with the command's exit code.
  public static void main(String[] arguments) {
    Output.takeOver();
    int code = commandLine().execute(arguments);
    Output.end();
    System.exit(code);
  }

  /// Creates the command line with all commands.
  public static CommandLine commandLine() {
    SwarmGame game = new GameSwarm();
    return CommandSetup.apply(
        new CommandLine(new ClientMain())
            .addSubcommand(new ConsoleCommand())
            .addSubcommand(SwarmCommand.of(game))
            .addSubcommand(new RelayCommand())
            .addSubcommand(new DemoCommand(game)));
  }

  /// Called when the command line has no command, which is an error.
  @Override
  public void run() {
    throw new UsageException("a command is missing: client, swarm, relay or demo");
  }
}
