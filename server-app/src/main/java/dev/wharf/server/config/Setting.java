package dev.wharf.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// One key of the configuration: its type, range and meaning. Its default stands in
/// `reference.conf`.
///
/// @param key the path, like `session.idle-timeout`
/// @param range what is allowed, for people: "a whole number from 1 to 256"
/// @param meaning one line, for the docs
/// @param secret whether the value is never to be shown
/// @param parser makes a value of a text; throws [IllegalArgumentException] when it is not in range
public record Setting<T>(
    String key, String range, String meaning, boolean secret, Function<String, T> parser) {
  private static final String PATH = "value";

  /// The environment variable that overrides this key: `WHARF_SESSION_IDLE_TIMEOUT` for
  /// `session.idle-timeout`.
  public String environmentName() {
    return ConfigLoader.ENVIRONMENT_PREFIX
        + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  static Setting<Integer> integer(String key, int least, int most, String meaning) {
    String range = "a whole number from " + least + " to " + most;
    return new Setting<>(
        key,
        range,
        meaning,
        false,
        text -> {
          long value = Long.parseLong(text);
          requireInRange(value >= least && value <= most);
          return Math.toIntExact(value);
        });
  }

  static Setting<Long> bytes(String key, long least, long most, String meaning) {
    String range = "a size from " + sizeText(least) + " to " + sizeText(most) + ", like 64KiB";
    return new Setting<>(
        key,
        range,
        meaning,
        false,
        text -> {
          long value = hocon(text).getBytes(PATH);
          requireInRange(value >= least && value <= most);
          return value;
        });
  }

  static Setting<Duration> duration(String key, Duration least, Duration most, String meaning) {
    String range = "a time from " + timeText(least) + " to " + timeText(most) + ", like 10s";
    return new Setting<>(
        key,
        range,
        meaning,
        false,
        text -> {
          requireInRange(!isNumber(text)); // 30 would be 30 milliseconds: nobody means that
          Duration value = hocon(text).getDuration(PATH);
          requireInRange(value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
          return value;
        });
  }

  static Setting<Boolean> flag(String key, String meaning) {
    return new Setting<>(
        key,
        "true or false",
        meaning,
        false,
        text -> {
          requireInRange(text.equals("true") || text.equals("false"));
          return Boolean.valueOf(text);
        });
  }

  static <E extends Enum<E>> Setting<E> choice(String key, Class<E> type, String meaning) {
    List<E> all = List.of(type.getEnumConstants());
    String range = "one of " + String.join(", ", all.stream().map(Setting::choiceText).toList());
    return new Setting<>(
        key,
        range,
        meaning,
        false,
        text ->
            all.stream()
                .filter(one -> choiceText(one).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  static Setting<String> text(String key, int least, int most, String meaning) {
    return text(key, least, most, meaning, false);
  }

  static Setting<String> secret(String key, int most, String meaning) {
    return text(key, 0, most, meaning, true);
  }

  private static Setting<String> text(
      String key, int least, int most, String meaning, boolean secret) {
    return new Setting<>(
        key,
        "a text of " + least + " to " + most + " characters",
        meaning,
        secret,
        text -> {
          requireInRange(text.length() >= least && text.length() <= most);
          return text;
        });
  }

  /// The value of a text.
  ///
  /// @throws IllegalArgumentException when it is not of the type, or out of the range; the message
  ///   says what is allowed
  T parse(String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | ConfigException | ArithmeticException e) {
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

  private static String timeText(Duration time) {
    if (time.toMillis() % 1000 != 0) {
      return time.toMillis() + "ms";
    }
    return time.toSeconds() % 3600 == 0 && !time.isZero()
        ? time.toHours() + "h"
        : time.toSeconds() + "s";
  }

  private static String sizeText(long bytes) {
    String[] units = {"", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    while (bytes >= 1024 && bytes % 1024 == 0) {
      bytes /= 1024;
      unit++;
    }
    return bytes + units[unit];
  }
}
