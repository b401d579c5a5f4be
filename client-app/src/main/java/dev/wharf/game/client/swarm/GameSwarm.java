package dev.wharf.game.client.swarm;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.ListRoomsRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.protocol.PacketCatalog;
import dev.wharf.swarm.ScenarioRegistry;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.hostile.HostileKinds;
import dev.wharf.swarm.hostile.HostileRequests;
import java.util.List;
import java.util.stream.IntStream;

/// What the swarm knows of this game. A new scenario, or a new kind of hostile client, gets its
/// line here.
public final class GameSwarm implements SwarmGame {
  /// Made anew by each process of a swarm.
  public GameSwarm() {}

  @Override
  public PacketCatalog catalog() {
    return GamePackets.CATALOG;
  }

  @Override
  public ScenarioRegistry scenarios() {
    return ScenarioRegistry.empty().with("echo", EchoScenario::new).with("chat", ChatScenario::new);
  }

  @Override
  public HostileKinds hostileKinds() {
    return HostileKinds.standard(catalog(), new Requests())
        .with(new ChatSpam())
        .with(new Injection());
  }

  private static final class Requests implements HostileRequests {
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

    /// Opens rooms whose names are as long as they may be, for the list.
    @Override
    public List<Message> beforeCostly(String name) {
      return IntStream.range(0, ROOMS).<Message>mapToObj(room -> join(name + "-" + room)).toList();
    }

    private static JoinRoomRequest join(String name) {
      String longest = name + "é".repeat(Math.max(0, ROOM_NAME_CHARS - name.length()));
      return JoinRoomRequest.newBuilder().setRequestId(1).setRoomName(longest).build();
    }
  }
}
