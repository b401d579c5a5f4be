/// The buffers that a game writes packets into: [dev.wharf.engine.buffer.SendBuffer] and its pool.
@NullMarked
package dev.wharf.engine.buffer;

import org.jspecify.annotations.NullMarked;
