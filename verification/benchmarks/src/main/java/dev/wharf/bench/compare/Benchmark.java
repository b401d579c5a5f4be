package dev.wharf.bench.compare;

import java.util.List;

/// A comparison to be made.
///
/// @param name of its command and its raw results
/// @param contenders who takes part
/// @param trials what is asked of each
/// @param rounds measured rounds of each trial; one more before them is thrown away
/// @param life of the servers
/// @param view what is shown of it
record Benchmark(
    String name,
    List<Contender> contenders,
    List<? extends Trial> trials,
    int rounds,
    Life life,
    View view) {

  /// How long a server's process lives.
  enum Life {
    /// From beginning to end.
    WHOLE,
    /// For one run.
    ONE_RUN
  }

  List<String> trialTitles() {
    return trials.stream().map(Trial::title).toList();
  }
}
