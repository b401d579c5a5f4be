package dev.wharf.swarm.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;

/// Parses the start time of a run (`--start-at`).
final class StartTime {
  private StartTime() {}

  /// Parses a time of day, or a date with time and zone. A time of day that has already passed
  /// today means that time of tomorrow.
  ///
  /// @throws IllegalArgumentException when the text is no time, or its date has passed
  static Instant parse(String text, ZonedDateTime now) {
    Instant time = text.contains("T") ? dated(text) : next(text, now);
    if (time.isBefore(now.toInstant())) {
      throw new IllegalArgumentException("start-at must be in the future: " + text + " has passed");
    }
    return time;
  }

  private static Instant next(String text, ZonedDateTime now) {
    try {
      ZonedDateTime today = now.with(LocalTime.parse(text));
      return (today.isBefore(now) ? today.plusDays(1) : today).toInstant();
    } catch (DateTimeException e) {
      throw bad(text, e);
    }
  }

  private static Instant dated(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw bad(text, e);
    }
  }

  private static IllegalArgumentException bad(String text, Exception cause) {
    return new IllegalArgumentException(
        "'" + text + "' is not a time such as 20:15:00 or 2026-11-28T20:15:00Z", cause);
  }
}
