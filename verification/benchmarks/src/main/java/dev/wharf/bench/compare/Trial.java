package dev.wharf.bench.compare;

/// A measurement that is made with each server, one after the other.
interface Trial {
  /// Returns the title of this trial, for the first column of the table.
  String title();

  /// Measures one server.
  ///
  /// @param server the contender's listening process
  /// @throws dev.wharf.bench.BenchFailedException when the measurement fails
  Outcome measure(Contender contender, ServerProcess server);
}
