package dev.wharf.swarm.report;

import java.time.Duration;

/// How a run ended.
///
/// @param sending how long messages were really sent in all, pauses included
/// @param whyEarly why the run ended before its time, in one line; empty when it did not
public record Ending(Duration sending, String whyEarly) {
  /// The [#whyEarly] of a run that was stopped.
  public static final String STOPPED = "it was stopped";

  /// The end of a run that was not cut short.
  public static Ending inTime(Duration sending) {
    return new Ending(sending, "");
  }

  /// Whether the run lasted its full time.
  public boolean isComplete() {
    return whyEarly.isEmpty();
  }
}
