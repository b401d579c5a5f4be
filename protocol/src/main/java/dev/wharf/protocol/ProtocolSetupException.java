package dev.wharf.protocol;

import dev.wharf.protocol.catalog.CatalogException;
import java.util.List;

/// Thrown when a program starts whose packets and handlers do not fit together. Contains all
/// problems that were found, so that one start shows all of them.
public abstract sealed class ProtocolSetupException extends RuntimeException
    permits CatalogException, RouterException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /// Creates an exception whose message contains all problems.
  ///
  /// @param subject the name of the object that has the problems, for the exception's message
  /// @param problems one line for each problem; at least one
  protected ProtocolSetupException(String subject, List<String> problems) {
    super(describe(subject, problems));
    this.problems = List.copyOf(problems);
  }

  /// Returns one line for each problem. The list is never empty.
  public final List<String> problems() {
    return problems;
  }

  private static String describe(String subject, List<String> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return subject + " has " + count + ":\n  - " + String.join("\n  - ", problems);
  }
}
