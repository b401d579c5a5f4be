package dev.wharf.game.client.swarm;

import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.SwarmClient;

/// A whisper from one user to another one. The recipient's [WhisperInbox] guards the fields that
/// can change.
final class Whisper {
  final SwarmClient from;
  final SwarmClient to;
  final WhisperInbox inbox;
  final Iteration iteration;

  /// Whether the recipient had a reply from the server before the whisper was sent, so that the
  /// server must have found this player.
  final boolean hasOnlineRecipient;

  /// Whether the sender has got the receipt, so that the recipient must get the whisper.
  boolean isConfirmed;

  /// Whether the recipient may get the whisper, or not. A whisper that was sent while the recipient
  /// logged in may have reached the player of an earlier login, which a later one has replaced.
  boolean isUncertain;

  boolean isDelivered;

  /// Whether the recipient has stopped waiting for the whisper.
  boolean isLost;

  Whisper(
      SwarmClient from,
      SwarmClient to,
      WhisperInbox inbox,
      Iteration iteration,
      boolean hasOnlineRecipient) {
    this.from = from;
    this.to = to;
    this.inbox = inbox;
    this.iteration = iteration;
    this.hasOnlineRecipient = hasOnlineRecipient;
  }

  long number() {
    return iteration.number();
  }
}
