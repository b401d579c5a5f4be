package dev.wharf.bench.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// What one server showed under one load, over all rounds.
///
/// @param cpu microseconds of the server's CPU for each message
/// @param perSecond messages a second
/// @param p50 of the latency, in microseconds, as are the next two
/// @param p99 see p50
/// @param p999 see p50
record Figures(Spread cpu, Spread perSecond, Spread p50, Spread p99, Spread p999) {
  /// @param runs measured ones, at least one
  static Figures of(List<Run> runs) {
    return new Figures(
        spread(runs, Run::cpuMicrosPerMessage),
        spread(runs, run -> run.value("messages_per_second")),
        spread(runs, run -> run.value("p50_us")),
        spread(runs, run -> run.value("p99_us")),
        spread(runs, run -> run.value("p999_us")));
  }

  private static Spread spread(List<Run> runs, ToDoubleFunction<Run> figure) {
    return Spread.of(runs.stream().mapToDouble(figure).toArray());
  }
}
