package dev.wharf.client;

import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.ResumeReply;
import org.jspecify.annotations.Nullable;

/// A connection that asks the server to resume a client. When the server accepts, the client takes
/// over the connection, and this session ends with [PacketCloseReasons#RESUMED].
final class ResumeAttempt extends PacketSession {
  private final GameClient client;
  private final Resumer.Outcome outcome;

  /// The server's refusal; null when there is none. Only the session's callbacks use it.
  private @Nullable Failure refusal;

  ResumeAttempt(PacketLink link, GameClient client, Resumer.Outcome outcome) {
    super(link);
    this.client = client;
    this.outcome = outcome;
  }

  @Override
  protected void onConnected() {
    client.resumeBy(this);
  }

  void accepted(ResumeReply reply) {
    client.resumed(this, reply);
  }

  void failed(Failure failure) {
    refusal = failure;
    closeAfterFlush(PacketCloseReasons.LOGIN_REFUSED, "the resume was refused");
  }

  @Override
  protected void onDisconnected(CloseReason reason) {
    if (reason.equals(PacketCloseReasons.RESUMED)) {
      outcome.onResumed();
    } else {
      outcome.onNotResumed(reason, refusal);
    }
  }
}
