/// Clients that do what no honest client does, beside the honest ones of a swarm: a good server
/// ends each of them, in time and for the right reason, and nobody else feels it.
///
/// Start reading at [dev.wharf.swarm.hostile.HostileKind], the actions of a client, and at
/// [dev.wharf.swarm.hostile.HostileClients], which runs all of them on one thread. A new kind is
/// added to [dev.wharf.swarm.hostile.StandardKinds].
@NullMarked
package dev.wharf.swarm.hostile;

import org.jspecify.annotations.NullMarked;
