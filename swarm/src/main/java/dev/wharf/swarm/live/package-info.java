/// Shows the progress of a run. [dev.wharf.swarm.live.ProgressLoop] calls a view every second:
/// [dev.wharf.swarm.live.LiveView] for a terminal, [dev.wharf.swarm.live.LineView] for logs and
/// pipes. [dev.wharf.swarm.live.LiveScreen] lays out the terminal's screen.
@NullMarked
package dev.wharf.swarm.live;

import org.jspecify.annotations.NullMarked;
