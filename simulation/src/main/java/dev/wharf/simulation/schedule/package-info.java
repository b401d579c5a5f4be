/// The virtual time of a simulation, and its threads, of which only one runs at a time. The package
/// is not exported. Start reading at [dev.wharf.simulation.schedule.Scheduler].
@NullMarked
package dev.wharf.simulation.schedule;

import org.jspecify.annotations.NullMarked;
