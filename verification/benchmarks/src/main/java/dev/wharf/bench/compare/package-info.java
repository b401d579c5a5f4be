/// The comparisons: servers and load in processes of their own, rounds, and the table. Each has a
/// command and a trial. Start reading at [dev.wharf.bench.compare.EchoCommand] and
/// [dev.wharf.bench.compare.Comparison].
@NullMarked
package dev.wharf.bench.compare;

import org.jspecify.annotations.NullMarked;
