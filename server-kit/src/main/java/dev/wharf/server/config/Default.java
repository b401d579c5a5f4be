package dev.wharf.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The default of a [Key]. Every key has one.
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Default {
  /// The value, as a file would have it.
  String value();

  /// The value in development mode; empty when it is the same as otherwise.
  String inDevelopment() default "";
}
