package dev.wharf.bench.compare;

import java.util.List;

/// The description of a comparison: its servers, its measurements and its table.
///
/// @param name the name of the command, and of the raw results
/// @param contenders the servers to compare
/// @param trials the measurements to make with each server
/// @param rounds the number of measured rounds of each trial; one further round comes first and is
///   discarded
/// @param life how long a server's process lives
/// @param view the figures that the table shows
record Benchmark(
    String name,
    List<Contender> contenders,
    List<? extends Trial> trials,
    int rounds,
    Life life,
    View view) {

  /// How long a server's process lives.
  enum Life {
    /// From the start of the whole comparison to its end.
    WHOLE,
    /// Only for one run: each run starts a new process.
    ONE_RUN
  }

  List<String> trialTitles() {
    return trials.stream().map(Trial::title).toList();
  }
}
