package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A condition that a run must meet, such as `echo.p99 < 50ms` or `lost == 0`.
///
/// @param metric a name of [Metrics]
/// @param relation the required relation of the figure to the limit
/// @param limit the limit; in nanoseconds when the figure is a time
/// @param text the threshold as it was written
public record Threshold(String metric, Relation relation, double limit, @JsonValue String text) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([a-z][a-z0-9_.-]*?)\\s*(<=|>=|==|!=|<|>)\\s*(\\d+(?:\\.\\d+)?)\\s*(us|ms|s)?\\s*");

  /// The thresholds of every run: all clients logged in and stayed connected, and every message
  /// arrived once, in order and unchanged.
  private static final List<Threshold> DEFAULTS =
      Stream.of(
              Stream.of("connect.failed", "login.failed", "disconnected"),
              Metrics.FAULTS.stream(),
              Stream.of("failures", "left_over", "stopped"))
          .flatMap(names -> names)
          .map(Threshold::none)
          .toList();

  /// Relations of a figure to a limit.
  public enum Relation {
    /// The figure must be smaller than the limit.
    LESS("<"),
    /// The figure must be at most the limit.
    AT_MOST("<="),
    /// The figure must be larger than the limit.
    MORE(">"),
    /// The figure must be at least the limit.
    AT_LEAST(">="),
    /// The figure must be equal to the limit.
    EQUAL("=="),
    /// The figure must not be equal to the limit.
    NOT_EQUAL("!=");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }

    boolean holds(double value, double limit) {
      return switch (this) {
        case LESS -> value < limit;
        case AT_MOST -> value <= limit;
        case MORE -> value > limit;
        case AT_LEAST -> value >= limit;
        case EQUAL -> value == limit;
        case NOT_EQUAL -> value != limit;
      };
    }

    static Relation of(String sign) {
      return Arrays.stream(values())
          .filter(relation -> relation.sign.equals(sign))
          .findFirst()
          .orElseThrow();
    }
  }

  /// Parses a threshold.
  ///
  /// @param known the names of the run's figures ([Metrics#names])
  /// @throws IllegalArgumentException when the text does not parse; the message says what is wrong
  public static Threshold parse(String text, Set<String> known) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "threshold '" + text + "' is not of the form METRIC < NUMBER, such as 'p99 < 50ms'");
    }
    String metric = matcher.group(1);
    if (!Metrics.isKnown(metric, known)) {
      throw new IllegalArgumentException(
          "threshold '" + text + "': there is no metric '" + metric + "'; --help lists them");
    }
    String unit = matcher.group(4);
    boolean isTime = Metrics.isTime(metric);
    if (isTime == (unit == null)) {
      throw new IllegalArgumentException(
          "threshold '"
              + text
              + (isTime
                  ? "': a time needs a unit: us, ms or s"
                  : "': " + metric + " is a number, without a unit"));
    }
    double limit =
        Double.parseDouble(matcher.group(3))
            * switch (unit) {
              case "us" -> 1e3;
              case "ms" -> 1e6;
              case "s" -> 1e9;
              case null, default -> 1;
            };
    return new Threshold(metric, Relation.of(matcher.group(2)), limit, text.strip());
  }

  /// Returns the thresholds of a run in one process without hostile clients: the given ones, and
  /// the defaults for all other figures.
  public static List<Threshold> withDefaults(List<Threshold> asked) {
    return withDefaults(asked, List.of());
  }

  /// Returns the thresholds of a run in one process: the given ones, and the defaults for all other
  /// figures.
  public static List<Threshold> withDefaults(List<Threshold> asked, List<String> hostileKinds) {
    return withDefaults(asked, hostileKinds, false);
  }

  /// Returns the thresholds of a run: the given ones, and the defaults for all other figures.
  /// Hostile clients of each kind must make attempts, and the server must end them in time with the
  /// expected reason.
  ///
  /// @param hostileKinds the names of the kinds of hostile clients
  /// @param isSplit whether several processes run the swarm, so that none of them may be lost
  public static List<Threshold> withDefaults(
      List<Threshold> asked, List<String> hostileKinds, boolean isSplit) {
    List<Threshold> all = new ArrayList<>(asked);
    Stream.of(
            isSplit ? Stream.of(none("processes.lost")) : Stream.<Threshold>empty(),
            DEFAULTS.stream(),
            hostileKinds.stream().flatMap(Threshold::ofHostile))
        .flatMap(some -> some)
        .filter(one -> asked.stream().noneMatch(other -> other.metric().equals(one.metric())))
        .forEach(all::add);
    return List.copyOf(all);
  }

  /// Returns the given thresholds, and one more for each scenario: it must have sent something,
  /// because a run that sends nothing loses nothing. Returns only the given ones for a run that
  /// ended early, and for a single segment.
  public static List<Threshold> withSending(List<Threshold> bounds, SwarmResult result) {
    if (!result.isComplete() || result.info().segment().count() > 1) {
      return bounds;
    }
    return Stream.concat(
            bounds.stream(),
            result.scenarios().stream()
                .map(one -> one.name() + ".sent")
                .filter(name -> bounds.stream().noneMatch(one -> one.metric().equals(name)))
                .map(Threshold::some))
        .toList();
  }

  private static Threshold none(String metric) {
    return new Threshold(metric, Relation.EQUAL, 0, metric + " == 0");
  }

  private static Threshold some(String metric) {
    return new Threshold(metric, Relation.MORE, 0, metric + " > 0");
  }

  private static Stream<Threshold> ofHostile(String kind) {
    return Stream.of(
        some(Metrics.ofHostile(kind, "attempts")),
        none(Metrics.ofHostile(kind, "unpunished")),
        none(Metrics.ofHostile(kind, "surprises")));
  }
}
