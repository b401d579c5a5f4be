package dev.wharf.swarm.measure;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// Nanoseconds that are seconds in JSON.
@Retention(RetentionPolicy.RUNTIME)
@JacksonAnnotationsInside
@JsonSerialize(converter = Seconds.Writer.class)
@JsonDeserialize(converter = Seconds.Reader.class)
public @interface Seconds {
  /// To seconds.
  final class Writer extends StdConverter<Long, Double> {
    /// Made by Jackson.
    public Writer() {}

    @Override
    public Double convert(Long nanos) {
      return nanos / 1e9;
    }
  }

  /// From seconds.
  final class Reader extends StdConverter<Double, Long> {
    /// Made by Jackson.
    public Reader() {}

    @Override
    public Long convert(Double seconds) {
      return Math.round(seconds * 1e9);
    }
  }
}
