package dev.wharf.game.client.swarm;

import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.ListRoomsRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.proto.WhisperRequest;
import dev.wharf.swarm.hostile.Attempt;
import dev.wharf.swarm.hostile.HostileKind;
import dev.wharf.swarm.hostile.ServerDeadlines;
import java.time.Duration;
import java.util.Set;

/// Keeps below the limit on packets, and asks chat for what it can: rooms without end, lists of all
/// rooms, texts to rooms that it is not in, whispers to somebody honest. Leaves after a while.
final class ChatSpam implements HostileKind {
  private static final int VARIANTS = 4;
  private static final int LAST_TURN = 100;

  @Override
  public String name() {
    return "chat-spam";
  }

  @Override
  public String deed() {
    return "opens rooms, lists them, and whispers to people without end";
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toLogIn();
  }

  @Override
  public Set<ProtocolMessageEnum> answers() {
    return Set.of();
  }

  @Override
  public boolean leavesByItself() {
    return true;
  }

  @Override
  public void onTurn(Attempt attempt) {
    if (!attempt.isLoggedIn()) {
      return;
    }
    if (attempt.turn() >= LAST_TURN) {
      attempt.leave();
    } else {
      attempt.send(request(attempt));
    }
  }

  private static Message request(Attempt attempt) {
    int turn = attempt.turn();
    return switch (attempt.variant(VARIANTS)) {
      case 0 ->
          JoinRoomRequest.newBuilder()
              .setRequestId(turn)
              .setRoomName(attempt.name() + "-" + turn)
              .build();
      case 1 -> SayRequest.newBuilder().setRoomId(turn).setClientSequence(1).setText("?").build();
      case 2 -> ListRoomsRequest.newBuilder().setRequestId(turn).build();
      default ->
          WhisperRequest.newBuilder()
              .setRequestId(turn)
              .setRecipientName(attempt.honestName())
              .setText("psst")
              .build();
    };
  }
}
