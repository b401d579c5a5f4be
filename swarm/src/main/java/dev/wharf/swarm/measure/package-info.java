/// The swarm's measurements: latencies, counts, sequences, and its own use of the machine. Knows
/// nothing of connections.
@NullMarked
package dev.wharf.swarm.measure;

import org.jspecify.annotations.NullMarked;
