package dev.wharf.protocol;

import java.util.List;

/// Handlers are missing, double, or for packets that cannot arrive. The message names them all.
public final class RouterException extends ProtocolSetupException {
  private static final long serialVersionUID = 1L;

  RouterException(String subject, List<String> problems) {
    super(subject, problems);
  }
}
