package dev.wharf.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// One key of the configuration, as its [Key] declares it.
///
/// @param key the path, like `session.idle-timeout`
/// @param byDefault the default, as text
/// @param range what is allowed, for people: "a whole number from 1 to 256"
/// @param meaning one line, for the documentation
/// @param secret whether the value is never to be shown
/// @param inDevelopment the value in development mode; empty when it is the same
/// @param isText whether a file has the value in quotes
/// @param parser makes a value of a text; throws [IllegalArgumentException] when it is not in range
public record Setting(
    String key,
    String byDefault,
    String range,
    String meaning,
    boolean secret,
    String inDevelopment,
    boolean isText,
    Function<String, Object> parser) {
  private static final String PATH = "value";

  /// What a type takes: its values, for people, and how they are read.
  private record Kind(String range, Function<String, Object> parser) {
    static <T extends Comparable<T>> Kind between(
        Key key, String format, Function<String, T> read) {
      T least = read.apply(key.min());
      T most = read.apply(key.max());
      return new Kind(
          format.formatted(key.min(), key.max()),
          text -> {
            T value = read.apply(text);
            requireInRange(value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
            return value;
          });
    }

    static Kind oneOf(Map<String, Object> choices) {
      return new Kind(
          "one of " + String.join(", ", choices.keySet()),
          text -> {
            Object choice = choices.get(text);
            if (choice == null) {
              throw new IllegalArgumentException();
            }
            return choice;
          });
    }
  }

  /// The setting that a component of a group declares.
  ///
  /// @throws IllegalArgumentException when its type is none that a setting may have
  static Setting of(String group, RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    if (key == null) {
      throw new IllegalArgumentException(component + " has no @Key");
    }
    String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    Kind kind = kindOf(component, key);
    return new Setting(
        group.isEmpty() ? name : group + "." + name,
        key.byDefault(),
        kind.range(),
        key.meaning(),
        key.secret(),
        key.inDevelopment(),
        component.getType() == String.class,
        kind.parser());
  }

  /// The same key, which takes one of these texts alone.
  Setting withChoices(List<String> choices) {
    Map<String, Object> texts = new LinkedHashMap<>();
    choices.forEach(choice -> texts.put(choice, choice));
    Kind kind = Kind.oneOf(texts);
    return new Setting(
        key, byDefault, kind.range(), meaning, secret, inDevelopment, false, kind.parser());
  }

  private static Kind kindOf(RecordComponent component, Key key) {
    try {
      return kindOf(component.getType(), key);
    } catch (IllegalArgumentException | ConfigException e) {
      throw new IllegalArgumentException(
          "min and max of the @Key of "
              + component.getDeclaringRecord().getName()
              + "."
              + component.getName()
              + " are no values of its type",
          e);
    }
  }

  private static Kind kindOf(Class<?> type, Key key) {
    if (type == int.class) {
      return Kind.between(key, "a whole number from %s to %s", Integer::valueOf);
    } else if (type == long.class) {
      return Kind.between(
          key, "a size from %s to %s, like 64KiB", text -> hocon(text).getBytes(PATH));
    } else if (type == Duration.class) {
      return Kind.between(key, "a time from %s to %s, like 10s", Setting::time);
    } else if (type == boolean.class) {
      return new Kind("true or false", Setting::flag);
    } else if (type == String.class) {
      return text(Integer.parseInt(key.min()), Integer.parseInt(key.max()));
    } else if (type.isEnum()) {
      Map<String, Object> constants = new LinkedHashMap<>();
      Arrays.stream(type.getEnumConstants())
          .forEach(one -> constants.put(choiceText((Enum<?>) one), one));
      return Kind.oneOf(constants);
    }
    throw new IllegalArgumentException("no setting can be a " + type.getName());
  }

  private static Kind text(int least, int most) {
    return new Kind(
        "a text of " + least + " to " + most + " characters",
        text -> {
          requireInRange(text.length() >= least && text.length() <= most);
          return text;
        });
  }

  private static Duration time(String text) {
    requireInRange(!isNumber(text)); // 30 would be 30 milliseconds: nobody means that
    return hocon(text).getDuration(PATH);
  }

  private static Object flag(String text) {
    requireInRange(text.equals("true") || text.equals("false"));
    return Boolean.valueOf(text);
  }

  /// The value of a text.
  ///
  /// @throws IllegalArgumentException when it is not of the type, or out of the range; the message
  ///   says what is allowed
  Object parse(String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | ConfigException e) {
      throw new IllegalArgumentException("must be " + range, e);
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

  private static void requireInRange(boolean inRange) {
    if (!inRange) {
      throw new IllegalArgumentException();
    }
  }

  private static String choiceText(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
