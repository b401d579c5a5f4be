package dev.wharf.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The work of a load generator. In a closed loop, each connection keeps a number of frames in
/// flight. In an open loop, all connections together send a number of frames per second.
///
/// @param connections the number of connections, at least 1
/// @param inFlight the number of frames in flight for each connection; always 1 in an open loop,
///   where it has no meaning
/// @param perSecond the number of frames per second of all connections; 0 for a closed loop
/// @param payload the number of bytes after the header of each frame
record Load(int connections, int inFlight, int perSecond, int payload) {
  /// The syntax of loads, for the help text.
  static final String FORMS =
      "CONNECTIONSxIN_FLIGHT (closed loop) or CONNECTIONS@PER_SECOND (open loop), separated by"
          + " commas; ";

  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})([x@])([1-9]\\d{0,7})");

  /// Returns the loads for all combinations of a shape and a payload.
  ///
  /// @param shapes texts such as `1000x8`, which [#parse] reads
  /// @throws IllegalArgumentException when [#parse] cannot read a shape
  static List<Load> all(List<String> shapes, List<Integer> payloads) {
    return payloads.stream()
        .flatMap(payload -> shapes.stream().map(shape -> parse(shape, payload)))
        .toList();
  }

  /// Parses a load such as `1000x8` (connections, frames in flight) or `1000@40000` (connections,
  /// frames per second).
  ///
  /// @throws IllegalArgumentException when the text has neither form
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

  /// Returns the arguments that make the load generator put this load on a server.
  Arguments arguments(Contender contender, ServerProcess server) {
    Arguments arguments =
        Arguments.to(server)
            .with("--connections", connections)
            .with("--in-flight", inFlight)
            .with("--payload", payload);
    if (perSecond > 0) {
      arguments.with("--rate", perSecond);
    }
    return arguments.with(contender.loadArguments());
  }

  /// Returns the load in the syntax of the command line, with the payload.
  @Override
  public String toString() {
    String shape = perSecond == 0 ? "x" + inFlight : "@" + perSecond;
    return String.format(Locale.ROOT, "%d%s, %d B", connections, shape, payload);
  }
}
