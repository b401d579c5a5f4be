/// The swarm's measurements: latencies, counts, sequences, and its own use of the machine. Does not
/// depend on connections.
@NullMarked
package dev.wharf.swarm.measure;

import org.jspecify.annotations.NullMarked;
