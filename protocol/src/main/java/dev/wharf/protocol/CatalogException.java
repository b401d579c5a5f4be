package dev.wharf.protocol;

import java.util.List;

/// The packets' ids and directions contradict each other, or are missing. The message names them
/// all.
public final class CatalogException extends ProtocolSetupException {
  private static final long serialVersionUID = 1L;

  CatalogException(List<String> problems) {
    super("the packet catalogue", problems);
  }
}
