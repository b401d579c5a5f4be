/// Serial job queues and the timer that feeds them. Start at [dev.wharf.engine.job.JobQueue]: jobs
/// of one queue never overlap, whichever threads push them. [dev.wharf.engine.timer.JobTimer] posts
/// jobs to a queue later or at a fixed rate, and [dev.wharf.engine.timer.FixedRateTick] is the
/// room's tick on top of both. Of the rest of the engine, the package knows the log throttle alone.
@NullMarked
package dev.wharf.engine.job;

import org.jspecify.annotations.NullMarked;
