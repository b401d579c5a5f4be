/// The engine of a run: virtual users connect, run the iterations of their scenarios at the
/// scheduled times, and leave. Start reading at [dev.wharf.swarm.run.SwarmRun].
@NullMarked
package dev.wharf.swarm.run;

import org.jspecify.annotations.NullMarked;
