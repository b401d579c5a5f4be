package dev.wharf.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the load generator does: how many connections, and either how many frames each keeps in
/// flight (closed loop) or how many a second all of them send by schedule (open loop).
///
/// @param connections at least 1
/// @param inFlight frames in flight for each connection; 1 in an open loop, where it means nothing
/// @param perSecond frames a second in all; 0 for a closed loop
/// @param payload bytes of each frame after its header
record Load(int connections, int inFlight, int perSecond, int payload) {
  /// How loads are written, for the help.
  static final String FORMS =
      "CONNECTIONSxIN_FLIGHT (closed loop) or CONNECTIONS@PER_SECOND (open loop), separated by"
          + " commas; ";

  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})([x@])([1-9]\\d{0,7})");

  /// Each shape with each payload.
  ///
  /// @throws IllegalArgumentException see [#parse]
  static List<Load> all(List<String> shapes, List<Integer> payloads) {
    return payloads.stream()
        .flatMap(payload -> shapes.stream().map(shape -> parse(shape, payload)))
        .toList();
  }

  /// Reads `1000x8` (connections, in flight) or `1000@40000` (connections, a second).
  ///
  /// @throws IllegalArgumentException when it is neither
  static Load parse(String text, int payload) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no load like 1000x8 (in flight) or 1000@40000 (a second)");
    }
    int connections = Integer.parseInt(matcher.group(1));
    int number = Integer.parseInt(matcher.group(3));
    return matcher.group(2).equals("x")
        ? new Load(connections, number, 0, payload)
        : new Load(connections, 1, number, payload);
  }

  /// What the load generator is told.
  Arguments arguments(Contender contender, ServerProcess server) {
    Arguments arguments =
        Arguments.to(server)
            .with("--connections", connections)
            .with("--in-flight", inFlight)
            .with("--payload", payload);
    if (perSecond > 0) {
      arguments.with("--rate", perSecond);
    }
    return contender.protobuf() ? arguments.with("--protobuf") : arguments;
  }

  /// As it is written, with the payload.
  @Override
  public String toString() {
    String shape = perSecond == 0 ? "x" + inFlight : "@" + perSecond;
    return String.format(Locale.ROOT, "%d%s, %d B", connections, shape, payload);
  }
}
