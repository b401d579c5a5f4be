/// A simulated world for tests. Start reading at [dev.wharf.simulation.Simulation].
@NullMarked
package dev.wharf.simulation;

import org.jspecify.annotations.NullMarked;
