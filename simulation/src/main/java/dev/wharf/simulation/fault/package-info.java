/// Decides which faults happen, and counts them. The package is not exported. Start reading at
/// [dev.wharf.simulation.fault.FaultInjector].
@NullMarked
package dev.wharf.simulation.fault;

import org.jspecify.annotations.NullMarked;
