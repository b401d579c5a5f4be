package dev.wharf.swarm.cli;

/// The exit codes of the commands.
public final class ExitCodes {
  /// The command did its work, and the result is good.
  public static final int GOOD = 0;

  /// The result is not good, or the command could not run.
  public static final int FAILED = 1;

  /// An option or an argument is wrong.
  public static final int USAGE = 2;

  private ExitCodes() {}
}
