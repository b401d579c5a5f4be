package dev.wharf.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a component of a group of [Settings] a key, together with [Default] and [Range].
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Key {
  /// The meaning: one line for the documentation, in lower case and without a full stop.
  String value();

  /// Whether the value is never shown.
  boolean secret() default false;
}
