/// Virtual time, and the threads that run one at a time in it. The package is not exported. Start
/// reading at [dev.wharf.simulation.schedule.Scheduler].
@NullMarked
package dev.wharf.simulation.schedule;

import org.jspecify.annotations.NullMarked;
