package dev.wharf.swarm.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.wharf.protocol.PeerText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;

/// Writes and reads the swarm's records as JSON. Names have underscores, durations are in seconds.
/// Text that is read is fit for a terminal.
public final class SwarmJson {
  /// The longest text that is read, in characters: a histogram.
  private static final int MOST_CHARACTERS = 2 << 20;

  /// Thread-safe.
  public static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxNameLength(1_000)
                          .maxNumberLength(100)
                          .maxStringLength(MOST_CHARACTERS)
                          .build())
                  .build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .defaultPrettyPrinter(new Lines())
          .addModule(times())
          .addModule(texts())
          .build();

  private SwarmJson() {}

  /// A record in one line.
  public static String line(Object record) {
    try {
      return MAPPER.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SimpleModule times() {
    SimpleModule module = new SimpleModule("times");
    module.addSerializer(
        Duration.class, new StdDelegatingSerializer(Duration.class, new ToSeconds()));
    module.addDeserializer(Duration.class, new StdDelegatingDeserializer<>(new FromSeconds()));
    module.addSerializer(Instant.class, ToStringSerializer.instance);
    module.addDeserializer(Instant.class, new StdDelegatingDeserializer<>(new ToInstant()));
    return module;
  }

  private static SimpleModule texts() {
    SimpleModule module = new SimpleModule("texts");
    module.addDeserializer(String.class, new ShownText());
    module.addKeyDeserializer(String.class, new ShownKey());
    return module;
  }

  /// Each object's field on a line of its own, arrays of figures in one line.
  private static final class Lines extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1;

    Lines() {
      indentArraysWith(FixedSpaceIndenter.instance);
    }

    private Lines(Lines other) {
      super(other);
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
      return new Lines(this);
    }
  }

  private static final class ToSeconds extends StdConverter<Duration, Double> {
    @Override
    public Double convert(Duration time) {
      return time.toNanos() / 1e9;
    }
  }

  private static final class FromSeconds extends StdConverter<Double, Duration> {
    @Override
    public Duration convert(Double seconds) {
      return Duration.ofNanos(Math.round(seconds * 1e9));
    }
  }

  private static final class ToInstant extends StdConverter<String, Instant> {
    @Override
    public Instant convert(String text) {
      return Instant.parse(text);
    }
  }

  private static final class ShownText extends StdScalarDeserializer<String> {
    private static final long serialVersionUID = 1;

    ShownText() {
      super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return PeerText.escape(parser.getText(), MOST_CHARACTERS);
    }
  }

  private static final class ShownKey extends KeyDeserializer {
    @Override
    public Object deserializeKey(String key, DeserializationContext context) {
      return PeerText.escape(key, key.length());
    }
  }
}
