package dev.wharf.swarm.profile;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The keys and values between two braces of a profile. Each method reads one key and checks its
/// type and range; what is wrong ends in a [ProfileException] that names the key, the value, the
/// limit and the line.
final class Group {
  private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h)");
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(%?)");
  private static final int MOST_SHOWN = 60;

  private final String source;
  private final String prefix;
  private final ConfigObject values;

  /// @param source what the file is called in messages
  /// @param prefix what its keys begin with in messages
  Group(String source, String prefix, ConfigObject values) {
    this.source = source;
    this.prefix = prefix;
    this.values = values;
  }

  /// Refuses all keys but these.
  void allow(Set<String> keys) {
    for (String key : new TreeSet<>(values.keySet())) {
      if (!keys.contains(key)) {
        throw problem(
            key,
            values.get(key),
            "there is no such key; there are " + String.join(", ", new TreeSet<>(keys)));
      }
    }
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /// A text of 1 to 40 characters.
  String text(String key, String otherwise) {
    ConfigValue value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    String text = scalar(key, value);
    if (text.isEmpty() || text.length() > 40 || text.chars().anyMatch(Character::isISOControl)) {
      throw problem(key, value, "must have 1 to 40 characters");
    }
    return text;
  }

  <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    ConfigValue value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    List<E> all = List.of(type.getEnumConstants());
    String text = scalar(key, value);
    return all.stream()
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> problem(key, value, "must be " + String.join(" or ", lower(all))));
  }

  /// A time; when there is no other value, the key must be there.
  Duration time(String key, Duration min, Duration max, @Nullable Duration otherwise) {
    ConfigValue value = values.get(key);
    if (value == null && otherwise != null) {
      return otherwise;
    }
    String limit = "must be a time from " + shown(min) + " to " + shown(max) + ", such as 500ms";
    if (value == null) {
      throw new ProfileException(source + ": " + prefix + key + " is missing; it " + limit);
    }
    Matcher matcher = TIME.matcher(scalar(key, value));
    if (!matcher.matches()) {
      throw problem(key, value, limit);
    }
    double nanos = Double.parseDouble(matcher.group(1)) * nanosOf(matcher.group(2));
    Duration time = Duration.ofNanos(Math.round(nanos));
    if (time.compareTo(min) < 0 || time.compareTo(max) > 0) {
      throw problem(key, value, limit);
    }
    return time;
  }

  /// A number, or a percentage.
  Level level(String key, double min, double max) {
    ConfigValue value = values.get(key);
    if (value == null) {
      throw new ProfileException(source + ": " + prefix + key + " is missing");
    }
    return level(key, value, min, max);
  }

  /// One number or percentage, or a list of two, from and to.
  Course course(String key, double max) {
    ConfigValue value = values.get(key);
    if (value == null) {
      return Course.ALL;
    }
    if (!(value instanceof ConfigList list)) {
      Level level = level(key, value, 0, max);
      return new Course(level, level);
    }
    if (list.size() != 2) {
      throw problem(key, value, "must be a number, a percentage, or two of them: [FROM, TO]");
    }
    return new Course(level(key, list.get(0), 0, max), level(key, list.get(1), 0, max));
  }

  /// A percentage up to 100 %, as a share of 1.
  double share(String key) {
    ConfigValue value = values.get(key);
    if (value == null) {
      return 0;
    }
    Matcher matcher = NUMBER.matcher(scalar(key, value));
    if (!matcher.matches()
        || matcher.group(2).isEmpty()
        || Double.parseDouble(matcher.group(1)) > 100) {
      throw problem(key, value, "must be a percentage from 0 % to 100 %");
    }
    return Double.parseDouble(matcher.group(1)) / 100;
  }

  /// The groups of a list.
  List<Group> groups(String key, int most) {
    ConfigValue value = values.get(key);
    String limit = "must be a list of 1 to " + most + " phases: [ { duration = 10s }, ... ]";
    if (value == null) {
      throw new ProfileException(source + ": " + prefix + key + " is missing; it " + limit);
    }
    if (!(value instanceof ConfigList list) || list.isEmpty() || list.size() > most) {
      throw problem(key, value, limit);
    }
    for (ConfigValue one : list) {
      if (!(one instanceof ConfigObject)) {
        throw problem(key, one, limit);
      }
    }
    return java.util.stream.IntStream.range(0, list.size())
        .mapToObj(i -> inner(key + "[" + (i + 1) + "]", (ConfigObject) list.get(i)))
        .toList();
  }

  ProfileException problem(String key, @Nullable ConfigValue value, String what) {
    int line = value == null ? -1 : value.origin().lineNumber();
    String shown = value == null ? "" : " = " + shown(value);
    return new ProfileException(
        source + (line < 1 ? "" : ":" + line) + ": " + prefix + key + shown + ": " + what);
  }

  private Group inner(String key, ConfigObject inner) {
    return new Group(source, prefix + key + ".", inner);
  }

  private Level level(String key, ConfigValue value, double min, double max) {
    String limit = "must be " + number(min) + " to " + number(max) + ", or 0 % to 10000 %";
    Matcher matcher = NUMBER.matcher(scalar(key, value));
    if (!matcher.matches()) {
      throw problem(key, value, limit);
    }
    boolean isShare = !matcher.group(2).isEmpty();
    double number = Double.parseDouble(matcher.group(1)) / (isShare ? 100 : 1);
    if (isShare ? number > 100 : number < min || number > max) {
      throw problem(key, value, limit);
    }
    return new Level(number, isShare);
  }

  private String scalar(String key, ConfigValue value) {
    if (value.valueType() != ConfigValueType.STRING
        && value.valueType() != ConfigValueType.NUMBER) {
      throw problem(key, value, "must be one value, not a group or a list");
    }
    return String.valueOf(value.unwrapped()).strip();
  }

  private static String shown(ConfigValue value) {
    String text = value.valueType() == ConfigValueType.STRING ? "" + value.unwrapped() : "";
    if (text.isEmpty()) {
      text = value.render(com.typesafe.config.ConfigRenderOptions.concise());
    }
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= MOST_SHOWN ? clean : clean.substring(0, MOST_SHOWN) + "...";
  }

  private static List<String> lower(Collection<? extends Enum<?>> all) {
    return all.stream().map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static String shown(Duration time) {
    if (time.isZero()) {
      return "0s";
    }
    return time.toMillis() % 3_600_000 == 0 ? time.toHours() + "h" : time.toMillis() + "ms";
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static double nanosOf(String unit) {
    return switch (unit) {
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }
}
