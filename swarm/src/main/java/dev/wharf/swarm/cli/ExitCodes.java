package dev.wharf.swarm.cli;

/// The exit codes of the commands.
public final class ExitCodes {
  /// All is well.
  public static final int GOOD = 0;

  /// It ran, and the result is not good; or it could not run.
  public static final int FAILED = 1;

  /// Bad usage.
  public static final int USAGE = 2;

  private ExitCodes() {}
}
