package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Builds the arguments of a load generator.
final class Arguments {
  private final List<String> words = new ArrayList<>();

  private Arguments() {}

  /// Creates arguments that name the TCP port and the process of a server.
  static Arguments to(ServerProcess server) {
    return new Arguments().with("--port", server.port()).with("--pid", server.pid());
  }

  /// Adds the arguments that set the times of the load.
  Arguments with(Timing timing) {
    return with("--warm-up", timing.warmUpSeconds()).with("--seconds", timing.seconds());
  }

  Arguments with(String name, Number value) {
    words.add(name);
    words.add(String.format(Locale.ROOT, "%s", value));
    return this;
  }

  Arguments with(String flag) {
    return with(List.of(flag));
  }

  Arguments with(List<String> more) {
    words.addAll(more);
    return this;
  }

  List<String> words() {
    return List.copyOf(words);
  }
}
