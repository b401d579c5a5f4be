package dev.wharf.storage;

/// The events of the storage that the metrics count.
public enum StorageEvent {
  /// Works whose changes are durable.
  WORKS_DONE,
  /// Works that threw, or that the database refused: a fault of the program or of the database.
  WORKS_FAILED,
  /// Works that refused themselves by the rules of the game ([WorkRefusedException]).
  WORKS_AGAINST_RULES,
  /// Works refused because too many waited (`storage.max-waiting`, `storage.max-waiting-of-one`).
  WORKS_REFUSED,
  /// Works that did not begin before their deadline (`storage.deadline`).
  WORKS_LATE,
  /// Works whose outcome the storage does not know.
  WORKS_UNKNOWN,
  /// Works that ran again, because their transaction was rolled back or its outcome is unknown.
  WORKS_REPEATED,
  /// Transactions that were committed. Each has the works of one or many players.
  COMMITS,
  /// Statements that took longer than `storage.slow`.
  SLOW_STATEMENTS,
  /// Results that a game's queue had no room for.
  RESULTS_DROPPED,
  /// Saves of a [WriteBehind] that failed, and are made again later.
  SAVES_REPEATED,
  /// Values of a [WriteBehind] that were not saved: their save was refused, too many waited
  /// (`storage.max-unsaved`), or the storage was closed.
  VALUES_DROPPED
}
