package dev.wharf.swarm.measure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// Marks nanoseconds that are microseconds in reports.
@Retention(RetentionPolicy.RUNTIME)
public @interface Micros {}
