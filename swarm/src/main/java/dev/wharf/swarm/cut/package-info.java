/// Connections that break on purpose. [dev.wharf.swarm.cut.Cuts] decides which connection breaks
/// when, and after which byte. [dev.wharf.swarm.cut.CuttingTransformation] breaks the connection of
/// a session, and [dev.wharf.swarm.cut.CutRelay] the connections of other clients.
@NullMarked
package dev.wharf.swarm.cut;

import org.jspecify.annotations.NullMarked;
