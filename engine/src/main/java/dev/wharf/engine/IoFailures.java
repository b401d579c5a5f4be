package dev.wharf.engine;

import java.nio.channels.ClosedChannelException;
import java.util.List;

/// What failed operations mean.
final class IoFailures {
  /// What the systems call a connection that the other side broke off; the JDK has no exception for
  /// it.
  private static final List<String> RESETS =
      List.of("reset", "Broken pipe", "aborted", "forcibly closed");

  private IoFailures() {}

  /// Why a session ends whose reading or writing failed.
  static CloseReason reasonOf(Throwable failure) {
    return isReset(failure) ? CloseReason.PEER_RESET : CloseReason.IO_ERROR;
  }

  /// In words; what the system says, nothing of the peer's.
  static String describe(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static boolean isReset(Throwable failure) {
    if (failure instanceof ClosedChannelException) {
      return true;
    }
    String message = describe(failure);
    return RESETS.stream().anyMatch(message::contains);
  }
}
