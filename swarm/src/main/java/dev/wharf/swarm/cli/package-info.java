/// The commands of the swarm, and options that a game's own commands can use. Start reading at
/// [dev.wharf.swarm.cli.SwarmCommand].
@NullMarked
package dev.wharf.swarm.cli;

import org.jspecify.annotations.NullMarked;
