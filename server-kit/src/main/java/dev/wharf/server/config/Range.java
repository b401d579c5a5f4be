package dev.wharf.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The allowed values of a [Key]; for a text, its allowed lengths. Numbers, sizes and texts need a
/// range. The default range of a time is 100 ms to 1 h.
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Range {
  /// The smallest and the largest value, as in a configuration file: `0..16MiB`.
  String value();
}
