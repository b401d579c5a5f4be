package dev.wharf.swarm.profile;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads the keys of one HOCON object of a profile. Each method reads one key and checks its range.
/// An error names the file, the line, the key, the value and the limit.
///
/// @param source the name of the file, for messages
/// @param prefix the text before each key in messages
record ProfileKeys(String source, String prefix, Config config) {
  private static final Pattern PLAIN_NUMBER = Pattern.compile("[+-]?\\d+(?:\\.\\d+)?");
  private static final int MAX_SHOWN = 60;

  /// The largest percentage of a level, as a factor: 10,000 %.
  private static final double MAX_PERCENTAGE = 100;

  /// Throws when the object has a key that is not one of these.
  void allow(Set<String> keys) {
    for (String key : new TreeSet<>(config.root().keySet())) {
      if (!keys.contains(key)) {
        throw problem(
            key, "there is no such key; the keys are " + String.join(", ", new TreeSet<>(keys)));
      }
    }
  }

  boolean has(String key) {
    return config.root().containsKey(key);
  }

  /// Reads a text of 1 to 40 characters.
  String text(String key, String fallback) {
    return read(
        key,
        fallback,
        () -> config.getString(key).strip(),
        text ->
            !text.isEmpty()
                && text.length() <= 40
                && text.chars().noneMatch(Character::isISOControl),
        "must have 1 to 40 characters");
  }

  /// Reads a duration with its unit, of at least 1 ms. When the default is zero, zero is allowed,
  /// too.
  ///
  /// @param longest the longest duration, in whole hours
  /// @param fallback the default; null makes the key required
  Duration time(String key, Duration longest, @Nullable Duration fallback) {
    return read(
        key,
        fallback,
        () -> config.getDuration(key),
        time ->
            !PLAIN_NUMBER.matcher(config.getString(key).strip()).matches()
                && (time.toMillis() >= 1 || Duration.ZERO.equals(fallback))
                && !time.isNegative()
                && time.compareTo(longest) <= 0,
        "must be a time from "
            + (fallback == null ? "1ms" : "0s")
            + " to "
            + longest.toHours()
            + "h, such as 500ms");
  }

  /// Reads a number. The key must be there.
  double number(String key, double min, double max) {
    return read(
        key,
        null,
        () -> plain(config.getString(key)),
        number -> number >= min && number <= max,
        "must be " + shown(min) + " to " + shown(max));
  }

  /// Reads a percentage up to 100 %, as a fraction of 1. The default is 0.
  double fraction(String key) {
    return read(
            key,
            new Level(0, true),
            () -> level(config.getString(key)),
            level -> level.isPercentage() && level.isIn(0, 1),
            "must be a percentage from 0 % to 100 %")
        .value();
  }

  /// Reads one level, or a list of two levels: from and to. A level is a number or a percentage.
  /// The default is 100 %.
  Ramp ramp(String key, double max) {
    return read(
        key,
        Ramp.ALL,
        () -> {
          boolean isList = config.getValue(key).valueType() == ConfigValueType.LIST;
          List<String> levels = isList ? config.getStringList(key) : List.of(config.getString(key));
          if (isList && levels.size() != 2) {
            throw new IllegalArgumentException("a list must have two levels");
          }
          return new Ramp(level(levels.getFirst()), level(levels.getLast()));
        },
        ramp -> ramp.from().isIn(max, MAX_PERCENTAGE) && ramp.to().isIn(max, MAX_PERCENTAGE),
        "must be 0 to " + shown(max) + ", or 0 % to 10000 %, or a list of two: [FROM, TO]");
  }

  /// Reads a list of objects. The key must be there.
  List<ProfileKeys> objects(String key, int max) {
    List<? extends Config> all =
        read(
            key,
            null,
            () -> List.copyOf(config.getConfigList(key)),
            list -> !list.isEmpty() && list.size() <= max,
            "must be a list of 1 to " + max + " stages: [ { duration = 10s }, ... ]");
    return IntStream.range(0, all.size())
        .mapToObj(i -> new ProfileKeys(source, prefix + key + "[" + (i + 1) + "].", all.get(i)))
        .toList();
  }

  IllegalArgumentException problem(String key, String what) {
    ConfigValue value = config.root().get(key);
    int line = value == null ? -1 : value.origin().lineNumber();
    return new IllegalArgumentException(
        source
            + (line < 1 ? "" : ":" + line)
            + ": "
            + prefix
            + key
            + (value == null ? " is missing; it " : " = " + shown(value) + ": ")
            + what);
  }

  private <T> T read(
      String key, @Nullable T fallback, Supplier<T> getter, Predicate<T> isGood, String limit) {
    if (!has(key) && fallback != null) {
      return fallback;
    }
    IllegalArgumentException problem = problem(key, limit);
    try {
      T value = getter.get();
      if (isGood.test(value)) {
        return value;
      }
    } catch (ConfigException | IllegalArgumentException e) {
      problem.initCause(e);
    }
    throw problem;
  }

  private static Level level(String text) {
    boolean isPercentage = text.endsWith("%");
    double number = plain(isPercentage ? text.substring(0, text.length() - 1) : text);
    return new Level(isPercentage ? number / 100 : number, isPercentage);
  }

  /// Parses digits and a decimal point: no exponents, no hexadecimal numbers.
  private static double plain(String text) {
    if (!PLAIN_NUMBER.matcher(text.strip()).matches()) {
      throw new IllegalArgumentException("not a plain decimal number");
    }
    return Double.parseDouble(text);
  }

  private static String shown(ConfigValue value) {
    String text =
        value.valueType() == ConfigValueType.STRING
            ? String.valueOf(value.unwrapped())
            : value.render(ConfigRenderOptions.concise());
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= MAX_SHOWN ? clean : clean.substring(0, MAX_SHOWN) + "...";
  }

  private static String shown(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
