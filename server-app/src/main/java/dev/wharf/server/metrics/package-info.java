/// What the game counts: [GameCounters].
@NullMarked
package dev.wharf.server.metrics;

import org.jspecify.annotations.NullMarked;
