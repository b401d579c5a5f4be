package dev.wharf.bench.compare;

import java.util.List;

/// The figures of a table.
///
/// @param main the figure that servers are compared by, shown with its spread; a smaller figure is
///   better
/// @param references the servers that the main figure is divided by
/// @param others further figures to show
record View(Figure main, List<Reference> references, List<Figure> others) {
  /// The latencies that the load generators measure.
  static final List<Figure> LATENCY =
      List.of(
          Figure.of("p50 us", 0, "p50_us"),
          Figure.of("p99 us", 0, "p99_us"),
          Figure.of("p99.9 us", 0, "p999_us"));

  /// Servers that all servers of the table are compared with.
  ///
  /// @param head the heading of the column
  /// @param titles the titles of these servers; the best one of them counts
  record Reference(String head, List<String> titles) {
    static final Reference NIO2 = to(Contender.PLAIN);
    static final Reference NETTY_EPOLL = to(Contender.NETTY_EPOLL);
    static final Reference NETTY_URING = new Reference("/netty-uring", Contender.NETTY_URING);
    static final Reference C_EPOLL = to(Contender.NATIVE);

    static Reference to(String title) {
      return new Reference("/" + title, List.of(title));
    }
  }

  /// Creates a figure: the server's CPU time in microseconds, for each unit that the value `name`
  /// counts.
  ///
  /// @param unit the unit, for the heading
  static Figure cpuMicrosPer(String unit, String name) {
    return new Figure(
        "CPU us/" + unit, 2, outcome -> outcome.ratio("server_cpu_seconds", name) * 1e6);
  }
}
