package dev.wharf.game.client.swarm;

import com.google.protobuf.Message;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.ListRoomsRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.proto.WhisperRequest;
import dev.wharf.swarm.hostile.HostileConnection;
import dev.wharf.swarm.hostile.HostileKind;
import dev.wharf.swarm.hostile.ServerDeadlines;

/// A hostile kind that sends expensive chat requests, but no more packets than the rate limit
/// allows. Its variants create new rooms, list all rooms, send texts to rooms without being a
/// member, and whisper to a virtual user.
final class ChatSpam {
  private static final int VARIANTS = 4;
  private static final int LAST_TICK = 100;

  private ChatSpam() {}

  static HostileKind kind() {
    return new HostileKind(
            "chat-spam",
            "opens rooms, lists rooms and whispers to players, again and again",
            ServerDeadlines::loginBound)
        .repeatEvery(1, LAST_TICK, connection -> connection.send(request(connection)));
  }

  private static Message request(HostileConnection connection) {
    int tick = connection.tick();
    return switch (connection.variant(VARIANTS)) {
      case 0 ->
          JoinRoomRequest.newBuilder()
              .setRequestId(tick)
              .setRoomName(connection.name() + "-" + tick)
              .build();
      case 1 -> SayRequest.newBuilder().setRoomId(tick).setClientSequence(1).setText("?").build();
      case 2 -> ListRoomsRequest.newBuilder().setRequestId(tick).build();
      default ->
          WhisperRequest.newBuilder()
              .setRequestId(tick)
              .setRecipientName(connection.honestName())
              .setText("psst")
              .build();
    };
  }
}
