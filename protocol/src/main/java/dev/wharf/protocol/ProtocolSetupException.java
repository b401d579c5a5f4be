package dev.wharf.protocol;

import java.util.List;

/// Thrown at start when packets or their handlers do not fit together. Holds every problem that was
/// found, so that one run shows them all.
public abstract sealed class ProtocolSetupException extends RuntimeException
    permits CatalogException, RouterException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ProtocolSetupException(String subject, List<String> problems) {
    super(describe(subject, problems));
    this.problems = List.copyOf(problems);
  }

  /// One line for each problem; never empty.
  public final List<String> problems() {
    return problems;
  }

  private static String describe(String subject, List<String> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return subject + " has " + count + ":\n  - " + String.join("\n  - ", problems);
  }
}
