/// The engine's parts one by one, each beside a peer or a base line, under JMH. Start reading at
/// [dev.wharf.bench.parts.PartsCommand].
@NullMarked
package dev.wharf.bench.parts;

import org.jspecify.annotations.NullMarked;
