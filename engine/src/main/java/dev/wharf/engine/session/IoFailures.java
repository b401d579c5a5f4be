package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import java.io.IOException;

/// Finds the close reason and the message for a failed operation. Only exception types decide,
/// because the system's messages may be in any language.
final class IoFailures {
  private IoFailures() {}

  /// Returns the close reason for a session whose reading or writing failed.
  ///
  /// When the system fails a read or a write on an established connection, the JDK's channels throw
  /// a plain `IOException`, without the error's number. Nearly always the peer or the network has
  /// reset the connection. Subclasses of `IOException` have other causes: the channel was closed on
  /// this side, or (on io_uring, where the number is known) the system lacks a resource.
  static CloseReason reasonOf(Throwable failure) {
    return failure.getClass() == IOException.class ? CloseReason.PEER_RESET : CloseReason.IO_ERROR;
  }

  /// Returns the system's message, or the exception's class name. Contains nothing that the peer
  /// sent.
  static String describe(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
