/// The workers of a port: their threads, tasks, deaths and stalls. The package is not exported.
/// Start reading at [dev.wharf.engine.worker.Worker].
@NullMarked
package dev.wharf.engine.worker;

import org.jspecify.annotations.NullMarked;
