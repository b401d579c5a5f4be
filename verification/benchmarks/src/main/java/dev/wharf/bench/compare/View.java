package dev.wharf.bench.compare;

import java.util.List;

/// What a table shows.
///
/// @param main the figure to compare, the less the better, shown with its spread
/// @param references what it is divided by
/// @param others shown beside it
record View(Figure main, List<Reference> references, List<Figure> others) {
  /// The latency of the load generators.
  static final List<Figure> LATENCY =
      List.of(
          Figure.of("p50 us", 0, "p50_us"),
          Figure.of("p99 us", 0, "p99_us"),
          Figure.of("p99.9 us", 0, "p999_us"));

  /// Servers that the others are measured against.
  ///
  /// @param head of the column
  /// @param titles of these the best one counts
  record Reference(String head, List<String> titles) {
    static final Reference NIO2 = to(Contender.PLAIN);
    static final Reference NETTY_EPOLL = to(Contender.NETTY_EPOLL);
    static final Reference NETTY_URING = new Reference("/netty-uring", Contender.NETTY_URING);
    static final Reference C_EPOLL = to(Contender.NATIVE);

    static Reference to(String title) {
      return new Reference("/" + title, List.of(title));
    }
  }

  /// The server's CPU for each of what is counted by `name`, in microseconds.
  static Figure cpuMicrosPer(String unit, String name) {
    return new Figure(
        "CPU us/" + unit, 2, outcome -> outcome.ratio("server_cpu_seconds", name) * 1e6);
  }
}
