/// The memory of a port, not exported: one bounded [dev.wharf.engine.memory.BufferMemory], and the
/// buffers for sending and receiving that are drawn from it. Start reading at
/// [dev.wharf.engine.memory.BufferMemory].
@NullMarked
package dev.wharf.engine.memory;

import org.jspecify.annotations.NullMarked;
