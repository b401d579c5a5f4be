/// Measures the engine's parts one by one with JMH, each beside a peer or a base line. Start
/// reading at [dev.wharf.bench.parts.PartsCommand].
@NullMarked
package dev.wharf.bench.parts;

import org.jspecify.annotations.NullMarked;
