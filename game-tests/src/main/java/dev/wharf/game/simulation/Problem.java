package dev.wharf.game.simulation;

/// Ends a simulated run because something is wrong in the game, the server or the swarm.
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param what what is wrong, in one line
  Problem(String what) {
    super(what);
  }

  /// Throws when a condition does not hold.
  static void unless(boolean holds, String what) {
    if (!holds) {
      throw new Problem(what);
    }
  }
}
