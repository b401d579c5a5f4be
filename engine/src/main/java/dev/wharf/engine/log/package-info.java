/// Keeps logging and printing from harming the rest of a process. A
/// [dev.wharf.engine.log.LogThrottle] limits the log lines of one cause. An
/// [dev.wharf.engine.log.AsyncPrintStream] never blocks on the terminal or pipe behind it. Of the
/// rest of the engine, this package uses only [dev.wharf.engine.runtime.EngineRuntime].
@NullMarked
package dev.wharf.engine.log;

import org.jspecify.annotations.NullMarked;
