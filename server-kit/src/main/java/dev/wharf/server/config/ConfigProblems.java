package dev.wharf.server.config;

import java.util.List;

/// Thrown when the configuration has errors. Holds all of them, one line each, so that one start
/// shows every error.
public final class ConfigProblems extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /// @param problems one line each, at least one
  public ConfigProblems(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /// One line for each problem; never empty.
  public List<String> problems() {
    return problems;
  }
}
