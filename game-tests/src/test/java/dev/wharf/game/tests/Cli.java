package dev.wharf.game.tests;

import dev.wharf.game.client.ClientMain;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

  /// Captures standard output and standard error while the command runs. One command at a time,
  /// because the streams belong to the whole process.
  public static synchronized Cli capture(String input, IntSupplier command) {
    InputStream in = System.in;
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int code = command.getAsInt();
      return new Cli(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setIn(in);
      System.setOut(out);
      System.setErr(err);
    }
  }

  /// The lines of standard output.
  public List<String> outLines() {
    return out.lines().toList();
  }

  /// The lines of standard error.
  public List<String> errLines() {
    return err.lines().toList();
  }
}
