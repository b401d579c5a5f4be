package dev.wharf.game.tests;

import dev.wharf.game.client.ClientMain;
import java.util.List;
import java.util.function.IntSupplier;

/// The result of a command that ran in this process, but had its own standard streams.
///
/// @param code the exit code
/// @param out the text that the command wrote to standard output
/// @param err the text that the command wrote to standard error
public record Cli(int code, String out, String err) {
  /// Runs a command of the client program, with an empty standard input.
  public static Cli run(String... arguments) {
    return runWithInput("", arguments);
  }

  /// Runs a command of the client program. Its standard input has this content.
  public static Cli runWithInput(String input, String... arguments) {
    return capture(input, () -> ClientMain.commandLine().execute(arguments));
  }

  /// Runs an action with its own standard streams, and returns what it wrote. Several actions may
  /// run at the same time, because the threads that an action starts use the streams of this
  /// action.
  ///
  /// @param command runs the command and returns the exit code
  public static Cli capture(String input, IntSupplier command) {
    CommandStreams streams = new CommandStreams(input);
    int code = streams.run(command);
    return new Cli(code, streams.outText(), streams.errText());
  }

  /// Returns the lines of standard output.
  public List<String> outLines() {
    return out.lines().toList();
  }

  /// Returns the lines of standard error.
  public List<String> errLines() {
    return err.lines().toList();
  }
}
