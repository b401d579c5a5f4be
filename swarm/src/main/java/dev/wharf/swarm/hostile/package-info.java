/// Hostile clients: they break the rules of the protocol, beside the virtual users of a run. A good
/// server ends each of their connections in time and with a fitting reason, and the users see no
/// effect.
///
/// Start reading at [dev.wharf.swarm.hostile.HostileKind], the actions of a client, and at
/// [dev.wharf.swarm.hostile.HostileClients], which runs all clients on one thread.
/// [dev.wharf.swarm.hostile.StandardKinds] has the kinds of the swarm. A game adds its own with
/// [dev.wharf.swarm.hostile.HostileKinds#with].
@NullMarked
package dev.wharf.swarm.hostile;

import org.jspecify.annotations.NullMarked;
