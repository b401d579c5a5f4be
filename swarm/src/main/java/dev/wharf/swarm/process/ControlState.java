package dev.wharf.swarm.process;

import dev.wharf.swarm.SwarmControl;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The settings of a run that can change while it runs. The parent process sends all of them after
/// each change. The first control state that a child process reads starts its run.
///
/// @param clients virtual users of all segments together; null when the profile decides
/// @param rateFactor multiplies the profile's rate
/// @param isPaused whether sending is paused
/// @param isStopped whether the run ends early
public record ControlState(
    @Nullable Integer clients, double rateFactor, boolean isPaused, boolean isStopped) {
  /// The control state in which the profile decides everything.
  public static final ControlState INITIAL = new ControlState(null, 1, false, false);

  /// Returns the present state of a swarm's control.
  ///
  /// @param isStopped whether the run was stopped, by its control or otherwise
  public static ControlState of(SwarmControl control, boolean isStopped) {
    OptionalInt clients = control.clients();
    return new ControlState(
        clients.isPresent() ? clients.getAsInt() : null,
        control.rateFactor(),
        control.isPaused(),
        isStopped);
  }
}
