package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/// The end of a run: on time, or early for a reason.
///
/// @param sending the actual time of sending, including pauses
/// @param whyEarly the reason in one line when the run ended early; empty otherwise
public record Ending(
    @JsonProperty("sending_seconds") Duration sending,
    @JsonProperty("ended_early") String whyEarly) {
  /// The [#whyEarly] of a run that was stopped.
  public static final String STOPPED = "it was stopped";

  /// Returns the ending of a run that lasted its full time.
  public static Ending inTime(Duration sending) {
    return new Ending(sending, "");
  }

  /// Combines the endings of two processes of one run.
  Ending beside(Ending other) {
    return new Ending(
        longer(sending, other.sending), whyEarly.isEmpty() ? other.whyEarly : whyEarly);
  }

  static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /// Returns whether the run lasted its full time.
  @JsonProperty("complete")
  public boolean isComplete() {
    return whyEarly.isEmpty();
  }
}
