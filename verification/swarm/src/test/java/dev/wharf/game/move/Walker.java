package dev.wharf.game.move;

import dev.wharf.protocol.PacketLink;
import dev.wharf.server.player.GameSession;
import dev.wharf.swarm.move.MoveInput;
import dev.wharf.swarm.move.MoveState;

/// A player who walks. The client sends the position that it wants, and the world decides.
final class Walker extends GameSession {
  /// The longest distance of one input.
  private static final double FASTEST = 70;

  /// The latest input; written by the session's worker, read by the world's tick.
  private volatile MoveInput wanted = MoveInput.getDefaultInstance();

  /// The latest allowed input. Only jobs of the world's queue use it and [#states].
  private MoveInput place = wanted;

  private long states;

  Walker(PacketLink link) {
    super(link);
  }

  /// Sets the position that the player wants.
  void want(MoveInput input) {
    wanted = input;
  }

  /// Moves the player unless the input is too far away, and sends the player its position. A client
  /// that shows another position must correct it.
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

  /// The first input of a player is the position where it enters the world.
  private boolean isAllowed(MoveInput input) {
    double far = Math.hypot(input.getX() - place.getX(), input.getY() - place.getY());
    return place.getNumber() == 0 || far <= FASTEST * (input.getNumber() - place.getNumber());
  }
}
