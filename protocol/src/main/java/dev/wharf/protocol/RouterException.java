package dev.wharf.protocol;

import java.util.List;

/// Thrown when handlers are missing, given twice, or given for packets that cannot arrive. The
/// message names all problems.
public final class RouterException extends ProtocolSetupException {
  private static final long serialVersionUID = 1L;

  RouterException(String subject, List<String> problems) {
    super(subject, problems);
  }
}
