package dev.wharf.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The values that a [Key] may have, or the lengths of a text. Numbers, sizes and texts need one; a
/// time without one is from 100 ms to 1 h.
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Range {
  /// The least and the largest value, as a file would have them: `0..16MiB`.
  String value();
}
