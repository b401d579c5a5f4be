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

/// The keys of one object of a profile. Each method reads one key and checks its range; an error
/// names the file, the line, the key, the value and the limit.
///
/// @param source the name of the file in messages
/// @param prefix of the keys in messages
record ProfileKeys(String source, String prefix, Config config) {
  private static final Pattern PLAIN_NUMBER = Pattern.compile("[+-]?\\d+(?:\\.\\d+)?");
  private static final int MAX_SHOWN = 60;
  private static final double MAX_PERCENTAGE = 100;

  /// Refuses all keys but these.
  void allow(Set<String> keys) {
    for (String key : new TreeSet<>(config.root().keySet())) {
      if (!keys.contains(key)) {
        throw problem(
            key, "there is no such key; there are " + String.join(", ", new TreeSet<>(keys)));
      }
    }
  }

  boolean has(String key) {
    return config.root().containsKey(key);
  }

  /// A text of 1 to 40 characters.
  String text(String key, String otherwise) {
    return read(
        key,
        otherwise,
        () -> config.getString(key).strip(),
        text ->
            !text.isEmpty()
                && text.length() <= 40
                && text.chars().noneMatch(Character::isISOControl),
        "must have 1 to 40 characters");
  }

  /// A time with its unit, from 1 ms.
  ///
  /// @param longest whole hours
  /// @param otherwise null when the key must be there
  Duration time(String key, Duration longest, @Nullable Duration otherwise) {
    return read(
        key,
        otherwise,
        () -> config.getDuration(key),
        time ->
            !PLAIN_NUMBER.matcher(config.getString(key).strip()).matches()
                && (time.toMillis() >= 1 || Duration.ZERO.equals(otherwise))
                && !time.isNegative()
                && time.compareTo(longest) <= 0,
        "must be a time from "
            + (otherwise == null ? "1ms" : "0s")
            + " to "
            + longest.toHours()
            + "h, such as 500ms");
  }

  /// A number.
  double number(String key, double min, double max) {
    return read(
        key,
        null,
        () -> plain(config.getString(key)),
        number -> number >= min && number <= max,
        "must be " + shown(min) + " to " + shown(max));
  }

  /// A percentage up to 100 %, as a share of 1.
  double share(String key) {
    return read(
            key,
            new Level(0, true),
            () -> level(config.getString(key)),
            level -> level.isPercentage() && level.isIn(0, 1),
            "must be a percentage from 0 % to 100 %")
        .value();
  }

  /// One number or percentage, or a list of two, from and to.
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
        "must be 0 to " + shown(max) + ", or 0 % to 10000 %, or two of them: [FROM, TO]");
  }

  /// The objects of a list.
  List<ProfileKeys> objects(String key, int most) {
    List<? extends Config> all =
        read(
            key,
            null,
            () -> List.copyOf(config.getConfigList(key)),
            list -> !list.isEmpty() && list.size() <= most,
            "must be a list of 1 to " + most + " phases: [ { duration = 10s }, ... ]");
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
      String key, @Nullable T otherwise, Supplier<T> getter, Predicate<T> isGood, String limit) {
    if (!has(key) && otherwise != null) {
      return otherwise;
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
