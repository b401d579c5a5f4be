package dev.wharf.swarm.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A bound that a run has to keep, such as `echo.p99 < 50ms` or `lost == 0`.
///
/// @param metric a name of [Metrics]
/// @param relation how the figure has to stand to the limit
/// @param limit in nanoseconds when the figure is a time
/// @param text as it was written
public record Threshold(String metric, Relation relation, double limit, String text) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([a-z][a-z0-9_.-]*?)\\s*(<=|>=|==|!=|<|>)\\s*(\\d+(?:\\.\\d+)?)\\s*(us|ms|s)?\\s*");

  /// What holds when nobody says otherwise: everybody got in and stayed, and every message arrived
  /// once, in order, and whole.
  private static final List<Threshold> DEFAULTS =
      List.of(
              "connect.failed",
              "login.failed",
              "disconnected",
              "not_sent",
              "refused",
              "lost",
              "duplicated",
              "out_of_order",
              "corrupted",
              "gaps",
              "unexpected",
              "failures",
              "left_over",
              "stopped")
          .stream()
          .map(Threshold::none)
          .toList();

  /// How a figure may stand to a limit.
  public enum Relation {
    /// Smaller.
    LESS("<"),
    /// Smaller or equal.
    AT_MOST("<="),
    /// Larger.
    MORE(">"),
    /// Larger or equal.
    AT_LEAST(">="),
    /// The same.
    EQUAL("=="),
    /// Another.
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
      for (Relation relation : values()) {
        if (relation.sign.equals(sign)) {
          return relation;
        }
      }
      throw new IllegalArgumentException(sign);
    }
  }

  /// Reads a bound.
  ///
  /// @param known the names that there are ([Metrics#names])
  /// @throws IllegalArgumentException when it does not parse; the message says what is wrong
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
    if (Metrics.isTime(metric) == (unit == null)) {
      throw new IllegalArgumentException(
          "threshold '"
              + text
              + (unit == null
                  ? "': a time needs a unit: us, ms or s"
                  : "': " + metric + " is a number, without a unit"));
    }
    double limit = Double.parseDouble(matcher.group(3)) * nanosOf(unit == null ? "" : unit);
    return new Threshold(metric, Relation.of(matcher.group(2)), limit, text.strip());
  }

  /// The bounds of a run: those asked for, and the defaults for what they do not name.
  public static List<Threshold> withDefaults(List<Threshold> asked) {
    return withDefaults(asked, List.of());
  }

  /// The bounds of a run with hostile clients: each kind was there, and the server ended all of
  /// them, in time and for a reason that fits.
  ///
  /// @param hostileKinds their names
  public static List<Threshold> withDefaults(List<Threshold> asked, List<String> hostileKinds) {
    return withDefaults(asked, hostileKinds, false);
  }

  /// The bounds of a run with hostile clients.
  ///
  /// @param isSplit whether several processes play, of which none may be lost
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

  /// The bounds, and that each scenario of a whole run that came to its end has sent something: of
  /// nothing, nothing is lost. A segment by itself may have nothing to send.
  public static List<Threshold> withSending(List<Threshold> bounds, SwarmResult result) {
    if (!result.isComplete() || result.info().segment().count() > 1) {
      return bounds;
    }
    return Stream.concat(
            bounds.stream(),
            result.scenarios().stream()
                .map(one -> one.name() + ".sent")
                .filter(name -> bounds.stream().noneMatch(one -> one.metric().equals(name)))
                .map(name -> new Threshold(name, Relation.MORE, 0, name + " > 0")))
        .toList();
  }

  private static Threshold none(String metric) {
    return new Threshold(metric, Relation.EQUAL, 0, metric + " == 0");
  }

  private static Stream<Threshold> ofHostile(String kind) {
    return Stream.of(
        ofHostile(kind, "attempts", Relation.MORE),
        ofHostile(kind, "unpunished", Relation.EQUAL),
        ofHostile(kind, "surprises", Relation.EQUAL));
  }

  private static Threshold ofHostile(String kind, String name, Relation relation) {
    String metric = Metrics.ofHostile(kind, name);
    return new Threshold(metric, relation, 0, metric + " " + relation.sign + " 0");
  }

  private static double nanosOf(String unit) {
    return switch (unit) {
      case "us" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      default -> 1;
    };
  }
}
