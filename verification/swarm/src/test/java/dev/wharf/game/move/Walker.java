package dev.wharf.game.move;

import dev.wharf.protocol.PacketLink;
import dev.wharf.server.player.GameSession;
import dev.wharf.swarm.move.MoveInput;
import dev.wharf.swarm.move.MoveState;

/// A player who walks. The client says where it wants to be; the world decides where it is.
final class Walker extends GameSession {
  /// How far a player comes with one input.
  private static final double FASTEST = 70;

  /// The latest input; written by the session's worker, read by the world's tick.
  private volatile MoveInput wanted = MoveInput.getDefaultInstance();

  /// The latest input that was allowed. Confined to the world's queue, as [#states] is.
  private MoveInput place = wanted;

  private long states;

  Walker(PacketLink link) {
    super(link);
  }

  /// The player wants to be somewhere else.
  void want(MoveInput input) {
    wanted = input;
  }

  /// Moves the player, unless it would be faster than it can be, and tells it where it is: a client
  /// that is somewhere else has to go back.
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

  /// A player's first input is where it enters the world.
  private boolean isAllowed(MoveInput input) {
    double far = Math.hypot(input.getX() - place.getX(), input.getY() - place.getY());
    return place.getNumber() == 0 || far <= FASTEST * (input.getNumber() - place.getNumber());
  }
}
