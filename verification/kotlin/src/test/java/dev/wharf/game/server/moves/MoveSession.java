package dev.wharf.game.server.moves;

import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.player.Account;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Player;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A connection of [MoveGame]. The session belongs to a player as soon as it is open. It reports
/// failures, and the end of the server, in the game's own packets.
final class MoveSession extends GameSession {
  static final int FAILED = 5;
  static final int CLOSING = 6;

  private final MoveGame game;

  MoveSession(PacketLink link, MoveGame game) {
    super(link);
    this.game = game;
  }

  @Override
  protected void onConnected() {
    play(new Player(id(), "player " + id(), Account.of("" + id())));
    game.enter(this);
  }

  @Override
  protected void sendFailure(Failure failure) {
    sendRaw(FAILED, oneInt(failure.getCode()));
  }

  @Override
  protected void sendNotice(ServerNotice notice) {
    sendRaw(CLOSING, oneInt(notice.getSeconds()));
  }

  void refuseMove(int bytes) {
    refuse(
        FailureCode.MALFORMED_BODY,
        PacketCloseReasons.MALFORMED_BODY,
        "a move has 8 bytes, not " + bytes);
  }

  private static byte[] oneInt(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
