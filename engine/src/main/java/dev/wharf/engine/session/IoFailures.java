package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import java.io.IOException;

/// Finds the close reason and the message for a failed operation. Only exception types decide,
/// because the system's messages are in its own language.
final class IoFailures {
  private IoFailures() {}

  /// Why a session ends whose reading or writing failed.
  ///
  /// When the system fails a read or a write on a connection that stood, the JDK's channels throw a
  /// plain `IOException`, without the error's number. Nearly always the peer or the network has
  /// broken the connection off. More special exceptions have other causes: the channel was closed
  /// on this side, or (on io_uring, where the number is known) the system lacks something.
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
