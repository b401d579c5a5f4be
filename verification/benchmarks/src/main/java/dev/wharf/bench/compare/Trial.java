package dev.wharf.bench.compare;

/// One thing that is asked of every server in turn.
interface Trial {
  /// What it is, as the first column of the table has it.
  String title();

  /// Asks it of one.
  ///
  /// @param server the contender's process, listening
  /// @throws dev.wharf.bench.BenchFailedException when nothing came of it
  Outcome measure(Contender contender, ServerProcess server);
}
