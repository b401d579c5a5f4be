/// The swarm's measurements: counts of messages, the order of their numbers, latencies, the swarm's
/// own use of the machine, and the server's metrics. The package does not depend on connections.
///
/// Start reading at [dev.wharf.swarm.measure.Tally], which counts the sent, delivered and lost
/// messages of a scenario; [dev.wharf.swarm.measure.Counts] explains each count.
/// [dev.wharf.swarm.RequestTracker] calls the tally for requests with one reply;
/// `dev.wharf.swarm.PendingRequests` keeps the requests that have no reply yet.
/// [dev.wharf.swarm.measure.SequenceWindow] finds duplicates and changes of order in the numbered
/// messages of one sender.
@NullMarked
package dev.wharf.swarm.measure;

import org.jspecify.annotations.NullMarked;
