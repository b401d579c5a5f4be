/// What the server counts and measures: [Counters] always, [ServerMetrics] when the admin port asks
/// for it. Start reading at [ServerMetrics].
@NullMarked
package dev.wharf.server.metrics;

import org.jspecify.annotations.NullMarked;
