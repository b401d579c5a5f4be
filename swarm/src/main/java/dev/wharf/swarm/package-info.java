/// The swarm: thousands of virtual users in one process put load on a server, and prove that no
/// message was lost. The package has what a game's scenarios use: the scenario and its script, the
/// trackers of deliveries, the options of a run, and the run itself.
///
/// Start reading at [dev.wharf.swarm.Scenario], the actions of a user, and at
/// [dev.wharf.swarm.SwarmGame], the description of a game. [dev.wharf.swarm.Swarm] runs them.
///
/// The accounting of lost and delivered messages is in these classes:
/// [dev.wharf.swarm.RequestTracker] sends requests and checks their replies,
/// [dev.wharf.swarm.PendingRequests] keeps the requests of one user that have no reply yet, and
/// [dev.wharf.swarm.measure.Tally] has the counts. A scenario whose messages have many receivers,
/// such as chat, finds lost and duplicated messages with [dev.wharf.swarm.measure.SequenceWindow].
@NullMarked
package dev.wharf.swarm;

import org.jspecify.annotations.NullMarked;
