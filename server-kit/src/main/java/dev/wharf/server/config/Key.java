package dev.wharf.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Declares a component of a [Settings] record as a configuration key, together with [Default] and
/// [Range].
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Key {
  /// The meaning of the key: one line for the documentation, in lower case and without a full stop.
  String value();

  /// Whether the value is a secret, which is never printed or logged.
  boolean secret() default false;
}
