package dev.wharf.server.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// One key of a group of [Settings]: its default, its range and its meaning. The value, the line of
/// `--print-defaults`, the table of the documentation and the text of an error come from it.
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Key {
  /// The default, as a file would have it.
  String byDefault();

  /// The least value. Needed for numbers, sizes, times and texts.
  String min() default "";

  /// The largest value. Needed for numbers, sizes, times and texts.
  String max() default "";

  /// One line for the documentation, in lower case and without a full stop.
  String meaning();

  /// The value in development mode; empty when it is the same as otherwise.
  String inDevelopment() default "";

  /// Whether the value is never shown.
  boolean secret() default false;
}
