/// The sample game server: what a team forks and fills. Start reading at [GameServer], which puts
/// the parts together; a packet's handler stands in the package of its subject.
@NullMarked
package dev.wharf.server;

import org.jspecify.annotations.NullMarked;
