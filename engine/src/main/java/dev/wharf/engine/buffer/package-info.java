/// Reference-counted buffers: [SendBuffer] and its pool for what goes out, [RecvBuffer] for what
/// comes in, both drawn from one bounded [BufferMemory]. Start reading at [SendBuffer].
@NullMarked
package dev.wharf.engine.buffer;

import org.jspecify.annotations.NullMarked;
