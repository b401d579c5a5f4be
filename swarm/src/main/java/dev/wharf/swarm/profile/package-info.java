/// Load over time. A [dev.wharf.swarm.profile.Profile] is a list of stages.
/// [dev.wharf.swarm.profile.Profiles] reads it from a HOCON file.
/// [dev.wharf.swarm.profile.RateCurve] computes from it when each iteration is due. The package has
/// no connections and no threads.
@NullMarked
package dev.wharf.swarm.profile;

import org.jspecify.annotations.NullMarked;
