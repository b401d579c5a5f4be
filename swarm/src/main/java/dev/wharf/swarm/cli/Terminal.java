package dev.wharf.swarm.cli;

import java.io.Console;

/// Where the commands read and write.
public final class Terminal {
  private Terminal() {}

  /// Whether a person sits at a terminal: neither input nor output is a file or a pipe.
  @SuppressWarnings("SystemConsoleNull") // null again from JDK 25 on, when a pipe is in the way
  public static boolean isInteractive() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
