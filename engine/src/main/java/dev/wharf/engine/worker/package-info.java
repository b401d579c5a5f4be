/// The workers of a port, not exported: their threads, their tasks, their deaths and their stalls.
/// Start reading at [dev.wharf.engine.worker.Worker].
@NullMarked
package dev.wharf.engine.worker;

import org.jspecify.annotations.NullMarked;
