package dev.wharf.game.client.swarm;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.ListRoomsRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.swarm.hostile.HostileRequests;
import java.util.List;
import java.util.stream.IntStream;

/// Makes valid requests of the chat. The swarm's hostile kinds send these requests too often, only
/// in part, or at the wrong time.
final class ChatRequests implements HostileRequests {
  private static final int ROOMS = 4;
  private static final int ROOM_NAME_CHARS = 32;

  @Override
  public Message echo(int bytes) {
    return EchoRequest.newBuilder().setPayload(ByteString.copyFrom(new byte[bytes])).build();
  }

  @Override
  public Message rejected() {
    return SayRequest.newBuilder().setText("flood").build();
  }

  @Override
  public Message costly() {
    return ListRoomsRequest.getDefaultInstance();
  }

  /// Returns requests that create rooms with names of the maximal length, so that the list of rooms
  /// is long.
  @Override
  public List<Message> beforeCostly(String name) {
    return IntStream.range(0, ROOMS).<Message>mapToObj(room -> join(name + "-" + room)).toList();
  }

  private static JoinRoomRequest join(String name) {
    String longest = name + "é".repeat(Math.max(0, ROOM_NAME_CHARS - name.length()));
    return JoinRoomRequest.newBuilder().setRequestId(1).setRoomName(longest).build();
  }
}
