package dev.wharf.swarm.measure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// Marks a record component in nanoseconds that reports show in seconds.
@Retention(RetentionPolicy.RUNTIME)
public @interface Seconds {}
