package dev.wharf.swarm.measure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// Marks nanoseconds that are seconds in reports.
@Retention(RetentionPolicy.RUNTIME)
public @interface Seconds {}
