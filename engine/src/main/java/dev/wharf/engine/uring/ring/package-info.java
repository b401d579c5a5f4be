/// One io_uring, and the loop that drives it on one thread. The loop submits a request, the kernel
/// completes the request, and the loop hands the completion to the request.
///
/// Start reading at [dev.wharf.engine.uring.ring.RingLoop]. [dev.wharf.engine.uring.ring.Ring] is
/// the pair of queues that the loop shares with the kernel. A [dev.wharf.engine.uring.ring.Request]
/// is one operation in the kernel. The package has no channels; `dev.wharf.engine.uring.channels`
/// has them. It depends on `dev.wharf.engine.uring.sys` only.
///
/// Not exported.
@NullMarked
package dev.wharf.engine.uring.ring;

import org.jspecify.annotations.NullMarked;
