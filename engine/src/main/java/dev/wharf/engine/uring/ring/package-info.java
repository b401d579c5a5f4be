/// One io_uring, and the thread that drives it. A request is submitted, the kernel completes it,
/// and the loop hands the completion to the request.
///
/// Start reading at [dev.wharf.engine.uring.ring.RingLoop]. [dev.wharf.engine.uring.ring.Ring] is
/// the pair of queues shared with the kernel, and [dev.wharf.engine.uring.ring.Request] is what can
/// be pending there. The package knows no channels. It depends on `dev.wharf.engine.uring.sys`
/// only.
///
/// Not exported.
@NullMarked
package dev.wharf.engine.uring.ring;

import org.jspecify.annotations.NullMarked;
