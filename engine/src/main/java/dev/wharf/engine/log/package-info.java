/// Keeps logging and printing from harming the rest of a process. A
/// [dev.wharf.engine.log.LogThrottle] bounds the lines that a flood of the same cause makes. An
/// [dev.wharf.engine.log.AsyncPrintStream] takes lines without waiting for the terminal or pipe
/// behind it. The package does not depend on the rest of the engine.
@NullMarked
package dev.wharf.engine.log;

import org.jspecify.annotations.NullMarked;
