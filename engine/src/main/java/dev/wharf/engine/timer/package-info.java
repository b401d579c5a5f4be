/// Jobs that run later, once or at a fixed rate, and the tick of a game's world. Start reading at
/// [dev.wharf.engine.timer.JobTimer].
@NullMarked
package dev.wharf.engine.timer;

import org.jspecify.annotations.NullMarked;
