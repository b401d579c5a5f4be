/// The engine's events in JDK Flight Recorder, not exported.
@NullMarked
package dev.wharf.engine.trace;

import org.jspecify.annotations.NullMarked;
