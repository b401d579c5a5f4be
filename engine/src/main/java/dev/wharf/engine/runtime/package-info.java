/// The clock, threads, waits, timers and random numbers that everything else in Wharf uses. Start
/// reading at [dev.wharf.engine.runtime.EngineRuntime]. This package uses no other package of the
/// engine.
@NullMarked
package dev.wharf.engine.runtime;

import org.jspecify.annotations.NullMarked;
