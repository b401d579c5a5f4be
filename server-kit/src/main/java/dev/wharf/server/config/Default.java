package dev.wharf.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The default value of a [Key]. Every key has one.
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Default {
  /// The value, as in a configuration file.
  String value();

  /// The value in development mode; empty when development mode does not change it.
  String inDevelopment() default "";
}
