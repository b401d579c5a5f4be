/// The simulated network: its hosts, connections and asynchronous channels. The package is not
/// exported. Start reading at [dev.wharf.simulation.net.Network], and for the channels at
/// [dev.wharf.simulation.net.SimulatedProvider].
///
/// Only the thread that has the scheduler's turn uses the objects of this package.
@NullMarked
package dev.wharf.simulation.net;

import org.jspecify.annotations.NullMarked;
