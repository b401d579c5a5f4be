/// The swarm's screen in a terminal. [dev.wharf.swarm.live.LiveView] owns the terminal;
/// [dev.wharf.swarm.live.LiveScreen] says what stands on it.
@NullMarked
package dev.wharf.swarm.live;

import org.jspecify.annotations.NullMarked;
