package dev.wharf.swarm.measure;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// Nanoseconds that are microseconds in JSON.
@Retention(RetentionPolicy.RUNTIME)
@JacksonAnnotationsInside
@JsonSerialize(converter = Micros.Writer.class)
@JsonDeserialize(converter = Micros.Reader.class)
public @interface Micros {
  /// To microseconds.
  final class Writer extends StdConverter<Long, Double> {
    /// Made by Jackson.
    public Writer() {}

    @Override
    public Double convert(Long nanos) {
      return nanos / 1e3;
    }
  }

  /// From microseconds.
  final class Reader extends StdConverter<Double, Long> {
    /// Made by Jackson.
    public Reader() {}

    @Override
    public Long convert(Double microseconds) {
      return Math.round(microseconds * 1e3);
    }
  }
}
