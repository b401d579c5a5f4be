package dev.wharf.bench.compare;

import java.util.List;

/// A comparison to make.
///
/// @param name the name of its command and of its raw results
/// @param contenders the servers to compare
/// @param trials the measurements of each server
/// @param rounds measured rounds of each trial; one more round before them is discarded
/// @param life how long a server's process lives
/// @param view the figures to show
record Benchmark(
    String name,
    List<Contender> contenders,
    List<? extends Trial> trials,
    int rounds,
    Life life,
    View view) {

  /// How long a server's process lives.
  enum Life {
    /// From the start of the comparison to its end.
    WHOLE,
    /// For one run.
    ONE_RUN
  }

  List<String> trialTitles() {
    return trials.stream().map(Trial::title).toList();
  }
}
