package dev.wharf.protocol.catalog;

import dev.wharf.protocol.ProtocolSetupException;
import java.util.List;

/// Thrown when the ids or directions of packets are missing, used twice or out of range. The
/// message names all problems.
public final class CatalogException extends ProtocolSetupException {
  private static final long serialVersionUID = 1L;

  CatalogException(List<String> problems) {
    super("the packet catalog", problems);
  }
}
