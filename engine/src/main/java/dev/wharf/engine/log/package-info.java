/// Keeps logging and printing from harming the rest of a process. A
/// [dev.wharf.engine.log.LogThrottle] limits the log lines of one cause. An
/// [dev.wharf.engine.log.AsyncPrintStream] never blocks on the terminal or pipe behind it. The
/// package does not depend on the rest of the engine.
@NullMarked
package dev.wharf.engine.log;

import org.jspecify.annotations.NullMarked;
