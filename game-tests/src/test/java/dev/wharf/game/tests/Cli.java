package dev.wharf.game.tests;

import dev.wharf.game.client.ClientMain;
import java.util.List;
import java.util.function.IntSupplier;

/// The result of a command, run in this process as if it were a process of its own.
///
/// @param code the exit code
/// @param out the standard output
/// @param err the standard error
public record Cli(int code, String out, String err) {
  /// Runs a command.
  public static Cli run(String... arguments) {
    return runWithInput("", arguments);
  }

  /// Runs a command whose standard input is a pipe with this content.
  public static Cli runWithInput(String input, String... arguments) {
    return capture(input, () -> ClientMain.commandLine().execute(arguments));
  }

  /// Keeps what the command reads and writes apart from the streams of the process. Commands may
  /// run at the same time: the threads that a command starts use its streams.
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
