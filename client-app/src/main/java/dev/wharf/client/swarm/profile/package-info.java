/// Load over time: a [dev.wharf.client.swarm.profile.Profile] is a list of phases, read from HOCON
/// by [dev.wharf.client.swarm.profile.Profiles], and a [dev.wharf.client.swarm.profile.Pace] tells
/// from it when each message is due. Knows nothing of connections.
@NullMarked
package dev.wharf.client.swarm.profile;

import org.jspecify.annotations.NullMarked;
