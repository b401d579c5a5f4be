/// Several processes as one swarm: a coordinator that listens, on Wharf's own engine, and workers
/// that join it. What they say to each other is in fleet.proto.
@NullMarked
package dev.wharf.swarm.fleet;

import org.jspecify.annotations.NullMarked;
