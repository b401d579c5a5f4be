/// One run in several processes of one machine. The parent starts a child for each segment, and
/// leads it over its standard input and output; start reading at [dev.wharf.swarm.fleet.Processes].
@NullMarked
package dev.wharf.swarm.fleet;

import org.jspecify.annotations.NullMarked;
