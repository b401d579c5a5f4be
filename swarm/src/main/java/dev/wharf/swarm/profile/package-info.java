/// Load over time: a [dev.wharf.swarm.profile.Profile] is a list of phases, read from HOCON by
/// [dev.wharf.swarm.profile.Profiles], and a [dev.wharf.swarm.profile.RateCurve] tells from it when
/// each message is due. Knows nothing of connections.
@NullMarked
package dev.wharf.swarm.profile;

import org.jspecify.annotations.NullMarked;
