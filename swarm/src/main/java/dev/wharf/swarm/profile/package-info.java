/// Load over time: profiles, and the times at which the iterations of a profile are due. Start
/// reading at [dev.wharf.swarm.profile.Profile], a list of stages.
/// [dev.wharf.swarm.profile.Profiles] reads a profile from a HOCON file.
/// [dev.wharf.swarm.profile.RateCurve] computes from a profile when each iteration is due. The
/// package has no connections and no threads.
@NullMarked
package dev.wharf.swarm.profile;

import org.jspecify.annotations.NullMarked;
