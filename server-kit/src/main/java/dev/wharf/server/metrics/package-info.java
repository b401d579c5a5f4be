/// The counters and metrics of a server. [Counters] always count; [ServerMetrics] exists only with
/// an admin port. Start reading at [ServerMetrics].
@NullMarked
package dev.wharf.server.metrics;

import org.jspecify.annotations.NullMarked;
