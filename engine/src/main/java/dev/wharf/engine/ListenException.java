package dev.wharf.engine;

import java.io.IOException;
import java.net.InetSocketAddress;

/// Thrown when a service cannot listen on its address: the port is taken, or the address is not
/// this machine's. The message names the address and what the system said.
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param cause what the system said
  public ListenException(InetSocketAddress address, IOException cause) {
    super(
        "cannot listen on "
            + address.getAddress().getHostAddress()
            + ":"
            + address.getPort()
            + ": "
            + cause.getMessage(),
        cause);
  }
}
