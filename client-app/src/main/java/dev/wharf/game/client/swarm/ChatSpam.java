package dev.wharf.game.client.swarm;

import com.google.protobuf.Message;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.ListRoomsRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.proto.WhisperRequest;
import dev.wharf.swarm.hostile.Attempt;
import dev.wharf.swarm.hostile.HostileKind;
import dev.wharf.swarm.hostile.ServerDeadlines;

/// Keeps below the limit on packets, and sends chat requests that cost the server most: new rooms,
/// lists of all rooms, texts to rooms that it is not in, whispers to an honest client.
final class ChatSpam {
  private static final int VARIANTS = 4;
  private static final int LAST_TURN = 100;

  private ChatSpam() {}

  static HostileKind kind() {
    return new HostileKind(
            "chat-spam",
            "opens rooms, lists them, and whispers to people without end",
            ServerDeadlines::toLogIn)
        .visiting(1, LAST_TURN, attempt -> attempt.send(request(attempt)));
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
