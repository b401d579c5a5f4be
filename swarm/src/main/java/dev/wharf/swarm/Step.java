package dev.wharf.swarm;

import com.google.protobuf.Message;
import dev.wharf.engine.SendResult;
import dev.wharf.protocol.system.Failure;

/// Something that a client asks for once, such as to be let into a room, and that is not measured.
/// While the reply has not come, the client does not get on: it does not have its first turn, or
/// has not left yet. A `Failure` is an answer, too; of a client that is entering, it means that it
/// has no turns.
///
/// Thread-safe.
public final class Step {
  private final Cast cast;

  /// Set with the first request.
  private volatile int packetId;

  Step(Cast cast) {
    this.cast = cast;
  }

  /// Asks.
  public void ask(SwarmClient client, Message.Builder packet) {
    Message request = packet.build();
    packetId = cast.packetId(request);
    Role role = cast.roleOf(client);
    role.asked();
    if (client.tell(request) != SendResult.QUEUED) {
      role.refused();
    }
  }

  boolean isOf(Failure failure) {
    return packetId != 0 && (failure.getPacketId() == 0 || failure.getPacketId() == packetId);
  }
}
