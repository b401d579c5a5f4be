/// The swarm's screen in a terminal. [dev.wharf.client.swarm.live.LiveView] owns the terminal;
/// [dev.wharf.client.swarm.live.LiveScreen] says what stands on it.
@NullMarked
package dev.wharf.client.swarm.live;

import org.jspecify.annotations.NullMarked;
