/// A simulated world for tests: hosts, threads and a network in virtual time. Start reading at
/// [dev.wharf.simulation.Simulation].
@NullMarked
package dev.wharf.simulation;

import org.jspecify.annotations.NullMarked;
