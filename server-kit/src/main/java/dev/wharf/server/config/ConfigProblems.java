package dev.wharf.server.config;

import java.util.List;

/// Thrown when the configuration has errors. Contains all errors, one line each, so that one start
/// shows them all.
public final class ConfigProblems extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /// Creates an exception with these errors.
  ///
  /// @param problems one line for each error, at least one
  public ConfigProblems(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /// Returns the errors, one line each; never empty.
  public List<String> problems() {
    return problems;
  }
}
