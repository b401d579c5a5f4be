/// The comparisons. Servers and load generators run in separate processes, in rounds, and the
/// results are printed as a table. Each comparison has a command and a trial. Start reading at
/// [dev.wharf.bench.compare.EchoCommand] and [dev.wharf.bench.compare.Comparison].
@NullMarked
package dev.wharf.bench.compare;

import org.jspecify.annotations.NullMarked;
