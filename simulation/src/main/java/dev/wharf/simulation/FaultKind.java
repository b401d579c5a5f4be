package dev.wharf.simulation;

/// A kind of fault that a simulation injects.
///
/// Some kinds happen at an event, such as the arrival of a segment: their chance is a probability
/// for each event. The other kinds last for a time ([#lasts]): their chance is the average number
/// of faults in a second of virtual time, for each host. The length of such a fault is random, from
/// a millisecond to ten seconds unless its kind says otherwise. Short lengths are more frequent.
public enum FaultKind {
  /// A segment resets its connection. Chance for each segment.
  RESET(false),

  /// A connection is cut: of the bytes in flight, a random part still arrives within a tenth of a
  /// second, and nothing behind them, in either direction. Then each end learns of the cut on its
  /// own: by a reset, by the end of the stream, or not at all. Chance: the average number of cuts
  /// of a connection in a second of virtual time. One in eight connections is cut in the first
  /// tenth of a second.
  CUT(false),

  /// A segment is lost. It is sent again 200 ms later, or after a longer time if it is lost
  /// repeatedly. Chance for each segment.
  LOSS(false),

  /// A segment is shorter than it could be. Chance for each segment.
  SPLIT(false),

  /// A read gets only a part of the bytes that have arrived. Chance for each read.
  SHORT_READ(false),

  /// A host stops reading from a connection, and goes on later: after a millisecond to an hour, or
  /// to [Faults#longestStop]. Chance for each read. A planned fault stops all connections of the
  /// host.
  STOPPED_READER(false),

  /// An accept fails, because the host has no free file descriptor. Chance for each accept. A
  /// planned fault makes all accepts of the host fail.
  ACCEPT_FAILURE(false),

  /// A blocking call fails, or takes up to a minute. Chance for each [Host#call].
  BLOCKING_CALL(false),

  /// A statement of a simulated database fails: the connection breaks, or the transaction is rolled
  /// back. Chance for each statement, and for each new connection ([Host#happens]).
  STATEMENT_FAILURE(false),

  /// The connection to a simulated database breaks during a commit. The transaction may be in the
  /// database, or get there later. Chance for each commit ([Host#happens]).
  UNKNOWN_COMMIT(false),

  /// Segments from and to the host take up to 200 ms longer than usual.
  LATENCY(true),

  /// The host is separated from all other hosts.
  PARTITION(true),

  /// All threads of the host are slow: each step takes up to 2 ms longer. Other hosts run at their
  /// usual speed.
  SLOW_HOST(true),

  /// One thread of the host is slow, such as a worker.
  SLOW_THREAD(true),

  /// The host's wall clock jumps by up to a day, forward or back. A planned fault makes the clock
  /// jump by the length of the fault, which may be negative.
  CLOCK_JUMP(true),

  /// The free buffer memory of the ports of the host is used up. Happens only on hosts that have
  /// called [Host#exposeMemory].
  MEMORY(true),

  /// A simulated database does not answer for up to half a minute. Happens only on hosts that have
  /// called [Host#exposeDatabase].
  DATABASE_HANG(true),

  /// The host crashes, and starts again after the fault. Happens only on hosts that have called
  /// [Host#onRestart].
  CRASH(true);

  private final boolean lasts;

  FaultKind(boolean lasts) {
    this.lasts = lasts;
  }

  /// Returns whether the faults of this kind last for a time, and are not bound to an event such as
  /// the arrival of a segment.
  public boolean lasts() {
    return lasts;
  }
}
