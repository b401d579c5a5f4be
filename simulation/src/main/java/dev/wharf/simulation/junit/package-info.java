/// JUnit 5 tests that run in a simulation: [dev.wharf.simulation.junit.SimulationTest].
@NullMarked
package dev.wharf.simulation.junit;

import org.jspecify.annotations.NullMarked;
