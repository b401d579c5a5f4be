/// Asynchronous channels on Linux's io_uring, in pure Java. The channels behave like those of the
/// JDK's own provider, with a ring in place of epoll.
///
/// Start reading at [dev.wharf.engine.uring.channels.UringProvider].
/// [dev.wharf.engine.uring.channels.UringGroup] is a channel group, and `UringSocketChannel` is a
/// connection. An `Operation` is a read, a write, a connect or an accept. `NativeSocket` owns a
/// channel's file descriptor.
///
/// The package uses `dev.wharf.engine.uring.ring`, which drives the ring, and
/// `dev.wharf.engine.uring.sys`, which makes native calls. It depends on no other package of Wharf.
///
/// Not exported, except to the JDK, which can make it the provider of a whole JVM.
@NullMarked
package dev.wharf.engine.uring.channels;

import org.jspecify.annotations.NullMarked;
