package dev.wharf.game.move;

import dev.wharf.protocol.PacketLink;
import dev.wharf.server.player.GameSession;
import dev.wharf.swarm.move.MoveInput;
import dev.wharf.swarm.move.MoveState;

/// A player who walks. The client sends the position that it wants, and the world decides.
final class Walker extends GameSession {
  /// The longest distance that a player may walk in one input.
  private static final double FASTEST = 70;

  /// The latest input of the client. The session's worker writes it, and the world's tick reads it.
  private volatile MoveInput wanted = MoveInput.getDefaultInstance();

  /// The latest input that was allowed, which is the player's position. Only jobs of the world's
  /// queue use this field and [#states].
  private MoveInput place = wanted;

  private long states;

  Walker(PacketLink link) {
    super(link);
  }

  /// Sets the position that the player wants.
  void want(MoveInput input) {
    wanted = input;
  }

  /// Moves the player to the wanted position, unless it is too far away, and sends the player its
  /// position. A client that shows another position must correct it.
  void step() {
    MoveInput input = wanted;
    if (isAllowed(input)) {
      place = input;
    }
    send(
        MoveState.newBuilder()
            .setTick(++states)
            .setAcknowledged(input.getNumber())
            .setX(place.getX())
            .setY(place.getY()));
  }

  /// Returns whether the player may walk to the position of an input. The first input is always
  /// allowed: it is the position at which the player enters the world.
  private boolean isAllowed(MoveInput input) {
    double far = Math.hypot(input.getX() - place.getX(), input.getY() - place.getY());
    return place.getNumber() == 0 || far <= FASTEST * (input.getNumber() - place.getNumber());
  }
}
