/// Measures Wharf's engine and other servers side by side. Start reading at
/// [dev.wharf.bench.BenchMain]. docs/benchmarks.md explains how to run the measurements, and how to
/// read their results.
@NullMarked
package dev.wharf.bench;

import org.jspecify.annotations.NullMarked;
