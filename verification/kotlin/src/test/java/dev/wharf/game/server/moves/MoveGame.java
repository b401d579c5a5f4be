package dev.wharf.game.server.moves;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.ServerService;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.player.Stage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A game without protobuf and without a login. A connected client is a player, and each player
/// gets the moves of all other players.
public final class MoveGame {
  static final int MOVE = 1;
  static final int MOVED = 2;
  static final int ENTERED = 3;
  static final int LEFT = 4;
  private static final int MOVE_BYTES = 8;

  /// The sessions in the game. Each session is removed at its end, so that the session limit bounds
  /// this set.
  private final Set<MoveSession> players = ConcurrentHashMap.newKeySet();

  private final PacketProtocol<MoveSession> protocol;

  /// Creates a game without players.
  ///
  /// @param config sets the limits on packets
  public MoveGame(ServerConfig config) {
    this.protocol =
        PacketProtocol.of(
            PacketRouter.<MoveSession>forServer(PacketCatalog.rawOnly(HeaderFormat.SERVER_CORE))
                .initialState(Stage.LOGIN)
                .defaultStates(Stage.PLAYING)
                .onRaw(MOVE, this::move)
                .build(),
            config.packets());
  }

  /// Starts to listen for clients.
  ///
  /// @throws dev.wharf.engine.ListenException when the server cannot listen on the address
  public ServerService start(CompletionPort port, ServerConfig config) {
    return ServerService.start(
        port, config.server(), protocol.sessions(link -> new MoveSession(link, this)));
  }

  void enter(MoveSession session) {
    players.add(session);
    session.atEnd(() -> leave(session));
    session.sendRaw(
        ENTERED, body(12).putLong(session.player().id()).putInt(players.size()).array());
  }

  private void leave(MoveSession session) {
    players.remove(session);
    protocol.sendRawToAll(players, LEFT, body(8).putLong(session.player().id()).array());
  }

  private void move(MoveSession session, ByteBuffer move) {
    if (move.remaining() != MOVE_BYTES) {
      session.refuseMove(move.remaining());
      return;
    }
    long player = session.player().id();
    byte[] moved =
        body(8 + MOVE_BYTES)
            .putLong(player)
            .putFloat(move.getFloat())
            .putFloat(move.getFloat())
            .array();
    protocol.sendRawToAll(players, MOVED, moved, SendPolicy.latestOnly(player));
  }

  private static ByteBuffer body(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
