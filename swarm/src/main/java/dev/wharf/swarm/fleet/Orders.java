package dev.wharf.swarm.fleet;

import org.jspecify.annotations.Nullable;

/// How a run goes on. The first orders that a child process reads let it begin.
///
/// @param clients of all segments together; null for as many as the profile says
/// @param rateFactor the profile's rate is multiplied by this
/// @param isPaused whether nothing is sent
/// @param isStopped whether the run ends early, for good
public record Orders(
    @Nullable Integer clients, double rateFactor, boolean isPaused, boolean isStopped) {
  /// As the profile says.
  public static final Orders NONE = new Orders(null, 1, false, false);
}
