/// Side-by-side measurements: Wharf's engine against other servers. Start reading at
/// [dev.wharf.bench.BenchMain]; docs/benchmarks.md says how to run it and how to read what it says.
@NullMarked
package dev.wharf.bench;

import org.jspecify.annotations.NullMarked;
