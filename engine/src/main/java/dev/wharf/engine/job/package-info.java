/// Serial job queues. Jobs of one queue never overlap, whichever threads push them. Start reading
/// at [dev.wharf.engine.job.JobQueue].
///
/// [dev.wharf.engine.timer.JobTimer] posts jobs to a queue later or at a fixed rate, and
/// [dev.wharf.engine.timer.FixedRateTick] is a room's tick. Of the rest of the engine, this package
/// uses only [dev.wharf.engine.log.LogThrottle] and [dev.wharf.engine.runtime.EngineRuntime].
@NullMarked
package dev.wharf.engine.job;

import org.jspecify.annotations.NullMarked;
