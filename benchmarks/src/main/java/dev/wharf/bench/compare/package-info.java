/// The comparison: servers and load in processes of their own, rounds, and the table. Start reading
/// at [dev.wharf.bench.compare.Comparison].
@NullMarked
package dev.wharf.bench.compare;

import org.jspecify.annotations.NullMarked;
