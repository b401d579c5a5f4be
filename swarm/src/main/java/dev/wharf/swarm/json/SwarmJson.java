package dev.wharf.swarm.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.wharf.swarm.measure.Micros;
import dev.wharf.swarm.measure.Seconds;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Writes and reads the swarm's records as JSON. Names have underscores. Durations are in seconds;
/// [Micros] and [Seconds] mark other times. Texts are not escaped for a terminal when they are
/// read.
public final class SwarmJson {
  /// The mapper for all JSON of the swarm. Thread-safe.
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .annotationIntrospector(new Times())
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .addModule(new JavaTimeModule())
          .build();

  private SwarmJson() {}

  /// Returns a record as JSON, in one line.
  public static String line(Object record) {
    try {
      return MAPPER.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Converts the fields with [Micros] or [Seconds], which are nanoseconds in Java.
  private static final class Times extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Object findSerializationConverter(Annotated member) {
      double unit = unit(member);
      return unit == 0 ? super.findSerializationConverter(member) : new FromNanos(unit);
    }

    @Override
    public @Nullable Object findDeserializer(Annotated member) {
      double unit = unit(member);
      return unit == 0 ? super.findDeserializer(member) : new ToNanos(unit);
    }

    private static double unit(Annotated member) {
      return member.hasAnnotation(Micros.class)
          ? 1e3
          : member.hasAnnotation(Seconds.class) ? 1e9 : 0;
    }
  }

  private static final class FromNanos extends StdConverter<Long, Double> {
    private final double unit;

    FromNanos(double unit) {
      this.unit = unit;
    }

    @Override
    public Double convert(Long nanos) {
      return nanos / unit;
    }
  }

  private static final class ToNanos extends StdScalarDeserializer<Long> {
    private static final long serialVersionUID = 1;

    private final double unit;

    ToNanos(double unit) {
      super(Long.class);
      this.unit = unit;
    }

    @Override
    public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return Math.round(parser.getDoubleValue() * unit);
    }

    @Override
    public Long getNullValue(DeserializationContext context) {
      return 0L;
    }
  }
}
