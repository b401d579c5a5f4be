/// Clients that do what no honest client does, beside the honest ones of a swarm: a good server
/// ends each of them, in time and for the right reason, and nobody else feels it.
///
/// Start reading at [dev.wharf.swarm.hostile.HostileKind], what one of them does, and at
/// [dev.wharf.swarm.hostile.HostileCrew], the thread that they all live on. A new kind is added to
/// [dev.wharf.swarm.hostile.HostileKinds].
@NullMarked
package dev.wharf.swarm.hostile;

import org.jspecify.annotations.NullMarked;
