package dev.wharf.game.client.swarm;

import org.jspecify.annotations.Nullable;

/// A user as a sender of whispers, for the time of one connection. At most one of its whispers is
/// pending. Thread-safe.
final class Whisperer {
  private @Nullable Whisper pending;
  private long answered;
  private boolean isSent;
  private boolean isLost;

  /// The number of the latest text that the user has sent to its room.
  private long said;

  /// The number of whispers to this user that the server refused although the user was in its room.
  private long doubtful;

  /// The value of [#said] at the latest of these refusals.
  private long saidBefore;

  synchronized boolean isQuiet() {
    return pending == null;
  }

  /// Makes a whisper the pending one, before it is sent.
  synchronized void begin(Whisper whisper) {
    pending = whisper;
    isSent = false;
  }

  /// Records that the pending whisper was sent.
  ///
  /// @return false when the connection was lost meanwhile, so that no answer comes
  synchronized boolean sent() {
    isSent = true;
    return !isLost;
  }

  /// Ends the wait for the answer to a whisper.
  ///
  /// @return the whisper; null when no whisper with this number is pending
  synchronized @Nullable Whisper answered(long number) {
    Whisper whisper = pending;
    if (whisper == null || whisper.number() != number) {
      return null;
    }
    pending = null;
    answered = number;
    return whisper;
  }

  /// Returns whether the latest answer was to the whisper with this number.
  synchronized boolean hasAnswered(long number) {
    return answered == number;
  }

  /// Ends the wait for the answer to the pending whisper, because the connection ends.
  ///
  /// @param wasLost whether the connection was lost
  /// @return the number of whispers that were sent and have no answer
  synchronized int end(boolean wasLost) {
    int sent = pending != null && isSent ? 1 : 0;
    isLost = wasLost && pending != null;
    pending = null;
    return sent;
  }

  /// Records that the user is about to send a text to its room.
  synchronized void says(long number) {
    said = number;
  }

  /// Records that the server did not find this player, although the user was in its room.
  synchronized void notFound() {
    doubtful++;
    saidBefore = said;
  }

  /// Records that the user has got back a text that it sent to its room. A text that was sent after
  /// a doubtful refusal proves that the player was online.
  ///
  /// @return how many refusals were wrong
  synchronized long heard(long number) {
    long wrong = number > saidBefore ? doubtful : 0;
    doubtful -= wrong;
    return wrong;
  }
}
