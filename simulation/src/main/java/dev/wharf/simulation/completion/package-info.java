/// Operations of channels, and the groups of threads that run their completion handlers. The
/// package is not exported. Start reading at [dev.wharf.simulation.completion.SimulatedGroup].
@NullMarked
package dev.wharf.simulation.completion;

import org.jspecify.annotations.NullMarked;
