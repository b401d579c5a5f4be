/// The sample game's server: what a team forks and fills. Start reading at [SampleGame]; a packet's
/// handler stands in the package of its subject.
@NullMarked
package dev.wharf.game.server;

import org.jspecify.annotations.NullMarked;
