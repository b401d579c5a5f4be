/// The memory of a port: one bounded [dev.wharf.engine.memory.BufferMemory], and the buffers for
/// sending and receiving that are claimed from it. The package is not exported. Start reading at
/// [dev.wharf.engine.memory.BufferMemory].
@NullMarked
package dev.wharf.engine.memory;

import org.jspecify.annotations.NullMarked;
