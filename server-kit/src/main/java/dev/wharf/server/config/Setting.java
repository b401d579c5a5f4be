package dev.wharf.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// One key of the configuration, as [Key], [Default] and [Range] declare it.
///
/// @param key the path, like `session.idle-timeout`
/// @param byDefault the default, as text
/// @param range the allowed values, for people: "a whole number from 1 to 256"
/// @param meaning one line for the documentation
/// @param secret whether the value is never printed or logged
/// @param inDevelopment the value in development mode; empty when development mode does not change
///   it
/// @param parser parses a text; throws [IllegalArgumentException] or [ConfigException] when the
///   value is not allowed
public record Setting(
    String key,
    String byDefault,
    String range,
    String meaning,
    boolean secret,
    String inDevelopment,
    Function<String, Object> parser) {
  private static final String PATH = "value";
  private static final String TIMES = "100ms..1h";
  private static final int MOST_HOST_CHARS = 255;

  /// The allowed values of one setting, and their parser.
  ///
  /// @param range the allowed values, for people
  private record Kind(String range, Function<String, Object> parser) {
    /// Creates the kind of a value that has a smallest and a largest allowed value.
    ///
    /// @param format the text of the range, with two `%s` for the two values of `ends`
    /// @param ends the smallest and the largest value
    static <T extends Comparable<T>> Kind between(
        String format, String[] ends, Function<String, T> read) {
      T least = read.apply(ends[0]);
      T most = read.apply(ends[1]);
      require(least.compareTo(most) <= 0);
      return new Kind(
          format.formatted((Object[]) ends),
          text -> {
            T value = read.apply(text);
            require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
            return value;
          });
    }

    static Kind text(String[] ends) {
      Kind length = between("a text of %s to %s characters", ends, Integer::valueOf);
      return new Kind(
          length.range(),
          text -> {
            Object _ = length.parser().apply(String.valueOf(text.length()));
            return text;
          });
    }

    static <T> Kind oneOf(List<T> choices, Function<T, String> name) {
      return new Kind(
          choices.stream().map(name).collect(Collectors.joining(", ", "one of ", "")),
          text ->
              choices.stream()
                  .filter(one -> name.apply(one).equals(text))
                  .findFirst()
                  .orElseThrow(IllegalArgumentException::new));
    }
  }

  /// Returns the setting that a component of a settings record declares.
  ///
  /// @throws IllegalArgumentException when the type of the component is not supported, or an
  ///   annotation is missing or wrong
  static Setting of(String group, RecordComponent component) {
    Key key = annotation(component, Key.class);
    Default byDefault = annotation(component, Default.class);
    String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    Kind kind = kindOf(component);
    return new Setting(
        group.isEmpty() ? name : group + "." + name,
        byDefault.value(),
        kind.range(),
        key.value(),
        key.secret(),
        byDefault.inDevelopment(),
        kind.parser());
  }

  /// Returns a copy of this setting that allows only these texts.
  Setting withChoices(List<String> choices) {
    Kind kind = Kind.oneOf(choices, UnaryOperator.identity());
    return new Setting(key, byDefault, kind.range(), meaning, secret, inDevelopment, kind.parser());
  }

  private static Kind kindOf(RecordComponent component) {
    Class<?> type = component.getType();
    boolean hasNoRange = type.isEnum() || type == boolean.class || type == InetAddress.class;
    if (hasNoRange && component.getAnnotation(Range.class) != null) {
      throw new IllegalArgumentException(
          nameOf(component) + ": @Range is only for numbers, sizes, times and texts");
    }
    if (type.isEnum()) {
      return Kind.oneOf(Arrays.asList(type.getEnumConstants()), Setting::choiceText);
    } else if (type == boolean.class) {
      return new Kind("true or false", Kind.oneOf(List.of(true, false), String::valueOf).parser());
    }
    if (type == InetAddress.class) {
      return new Kind("an IP address, or a host name that is known", Setting::address);
    }
    String range = rangeOf(component);
    try {
      return kindOf(type, range.split("\\.\\.", 2));
    } catch (ConfigException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          nameOf(component)
              + ": the type "
              + type.getSimpleName()
              + " with the range "
              + range
              + " is not supported",
          e);
    }
  }

  private static Kind kindOf(Class<?> type, String[] ends) {
    return switch (type.getName()) {
      case "int" -> Kind.between("a whole number from %s to %s", ends, Integer::valueOf);
      case "long" ->
          Kind.between(
              "a size from %s to %s, like 64KiB", ends, text -> hocon(text).getBytes(PATH));
      case "java.time.Duration" ->
          Kind.between("a time from %s to %s, like 10s", ends, Setting::time);
      case "java.lang.String" -> Kind.text(ends);
      default -> throw new IllegalArgumentException();
    };
  }

  private static String rangeOf(RecordComponent component) {
    boolean isUsual =
        component.getType() == Duration.class && component.getAnnotation(Range.class) == null;
    return isUsual ? TIMES : annotation(component, Range.class).value();
  }

  private static <A extends Annotation> A annotation(RecordComponent component, Class<A> type) {
    A found = component.getAnnotation(type);
    if (found == null) {
      throw new IllegalArgumentException(nameOf(component) + " has no @" + type.getSimpleName());
    }
    return found;
  }

  private static String nameOf(RecordComponent component) {
    return component.getDeclaringRecord().getName() + "." + component.getName();
  }

  private static Duration time(String text) {
    require(!isNumber(text)); // HOCON reads 30 as 30 milliseconds, which is hardly meant
    return hocon(text).getDuration(PATH);
  }

  /// Parses a value.
  ///
  /// @throws IllegalArgumentException when the text is not of the type or not in the range; the
  ///   message says what is allowed
  Object parse(String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | ConfigException e) {
      throw new IllegalArgumentException("must be " + range, e);
    }
  }

  /// Resolves a host name. The result is kept, because a later look-up may return another address.
  private static InetAddress address(String text) {
    require(!text.isBlank() && text.length() <= MOST_HOST_CHARS);
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Config hocon(String text) {
    return ConfigFactory.parseMap(Map.of(PATH, text));
  }

  private static boolean isNumber(String text) {
    try {
      return new BigDecimal(text.strip()).signum() != 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static void require(boolean isInRange) {
    if (!isInRange) {
      throw new IllegalArgumentException();
    }
  }

  private static String choiceText(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
