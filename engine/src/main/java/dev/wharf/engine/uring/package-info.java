/// A provider of asynchronous channels on Linux's io_uring, in pure Java: the contract of NIO.2 as
/// the JDK's own provider keeps it, with a ring in place of epoll. It knows nothing of the engine.
///
/// Start reading at [UringProvider], then at `RingLoop`, which drives a ring: `Ring` is the memory
/// that is shared with the kernel, `Operation` what is asked of it, and `UringSocketChannel` who
/// asks.
@NullMarked
package dev.wharf.engine.uring;

import org.jspecify.annotations.NullMarked;
