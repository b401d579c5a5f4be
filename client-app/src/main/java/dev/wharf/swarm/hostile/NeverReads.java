package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.ListRoomsRequest;
import java.time.Duration;
import java.util.Set;

/// Asks for as much as an honest client may, or for as much as it can, and reads none of it.
///
/// The first takes long: what the server sends lies in the system's buffers, up to some megabytes
/// on loopback, before it waits in the server. So it asks for what is larger than the question: for
/// the list of rooms, some of which it has opened.
final class NeverReads implements HostileKind {
  private static final byte[] ECHO = Frames.echo(3000);

  /// As much as a server with default settings takes at once, and then goes on taking.
  private static final int AT_ONCE = 80;

  private static final int ECHO_TURNS = 3;
  private static final int ROOMS = 4;
  private static final int ROOM_NAME_CHARS = 32;
  private static final byte[] LIST = Frames.of(ListRoomsRequest.getDefaultInstance());
  private static final int VARIANTS = 2;
  private static final int IN_MEASURE = 0;
  private static final byte[] MANY = Frames.times(20, ECHO);

  @Override
  public String name() {
    return "never-reads";
  }

  @Override
  public String deed() {
    return "asks for much, and reads nothing";
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toRead();
  }

  @Override
  public Set<ProtocolMessageEnum> answers() {
    return Set.of();
  }

  @Override
  public int receiveBufferBytes() {
    return 4096;
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    attempt.deafen();
    for (int room = 0; room < ROOMS; room++) {
      attempt.send(Frames.of(join(attempt.name() + "-" + room)));
    }
    attempt.send(Frames.times(AT_ONCE, ECHO));
  }

  /// A room whose name is as long as it may be.
  private static JoinRoomRequest join(String name) {
    String longest = name + "é".repeat(Math.max(0, ROOM_NAME_CHARS - name.length()));
    return JoinRoomRequest.newBuilder().setRequestId(1).setRoomName(longest).build();
  }

  @Override
  public void onTurn(Attempt attempt) {
    if (!attempt.isLoggedIn() || !attempt.isFlushed()) {
      return;
    }
    if (attempt.variant(VARIANTS) != IN_MEASURE) {
      attempt.send(MANY);
      return;
    }
    attempt.send(LIST);
    if (attempt.turn() % ECHO_TURNS == 0) {
      attempt.send(ECHO);
    }
  }
}
