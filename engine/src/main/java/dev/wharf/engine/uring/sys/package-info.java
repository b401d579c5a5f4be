/// The kernel and the C library as the provider of `dev.wharf.engine.uring` sees them: functions,
/// constants, error numbers, socket addresses and memory that the kernel works on.
///
/// Start reading at [dev.wharf.engine.uring.sys.Libc], which makes all native calls, and
/// [dev.wharf.engine.uring.sys.Abi], which names the kernel's constants. The package depends on no
/// other package of Wharf.
///
/// Not exported.
@NullMarked
package dev.wharf.engine.uring.sys;

import org.jspecify.annotations.NullMarked;
