/// Shows the progress of a run: a thread that takes snapshots, a view for a terminal and a view for
/// logs and pipes. Start reading at [dev.wharf.swarm.live.ProgressLoop], which calls a view every
/// second. [dev.wharf.swarm.live.LiveView] is the view for a terminal, and
/// [dev.wharf.swarm.live.LiveScreen] lays out its screen. [dev.wharf.swarm.live.LineView] is the
/// view for logs and pipes.
@NullMarked
package dev.wharf.swarm.live;

import org.jspecify.annotations.NullMarked;
