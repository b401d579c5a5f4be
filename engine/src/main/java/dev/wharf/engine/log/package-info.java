/// What keeps a log short when many clients, or every tick, give the same cause for a line. Start
/// at [dev.wharf.engine.log.LogThrottle]. The package knows nothing of the rest of the engine.
@NullMarked
package dev.wharf.engine.log;

import org.jspecify.annotations.NullMarked;
