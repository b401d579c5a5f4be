package dev.wharf.server.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// What the game has counted since its start; the engine's own counts are in
/// [ServiceCounters][dev.wharf.engine.ServiceCounters]. Thread-safe.
public final class GameCounters {
  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

  /// Nothing has happened yet.
  public GameCounters() {
    for (Event event : Event.values()) {
      counts.put(event, new LongAdder());
    }
  }

  /// What is counted.
  public enum Event {
    /// Logins that were accepted.
    LOGINS,
    /// Logins that were refused, for whatever reason.
    LOGINS_REFUSED,
    /// Of them, those that were refused because too many were being checked
    /// (`login.max-in-flight`).
    LOGINS_OVER_IN_FLIGHT,
    /// Of them, those that the authenticator took too long for (`login.check-timeout`).
    LOGIN_CHECKS_TIMED_OUT,
    /// Of them, those whose authenticator threw.
    LOGIN_CHECKS_FAILED,
    /// Of them, the last that a connection may try (`login.max-tries`).
    LOGINS_OVER_TRIES,
    /// Rooms that were made.
    ROOMS_MADE,
    /// Joins refused because there were too many rooms (`chat.max-rooms`).
    ROOMS_OVER_TOTAL,
    /// Joins refused because the player was in too many (`chat.max-rooms-per-player`).
    ROOMS_OVER_PLAYER,
    /// Joins refused because the player had made too many (`chat.max-rooms-made-per-player`).
    ROOMS_OVER_MADE,
    /// Joins refused because the room was full (`chat.max-members`).
    ROOMS_FULL,
    /// Requests refused because too much waited for the room (`chat.room-queue`).
    ROOM_QUEUES_FULL,
    /// Texts said to rooms.
    TEXTS,
    /// Texts said to one player.
    WHISPERS,
    /// Texts that were too long or empty (`chat.max-text`).
    TEXTS_REJECTED,
    /// Texts that came too fast (`chat.texts`).
    TEXTS_TOO_FAST,
    /// News of members that were not told: too much happened in one tick, or telling them failed.
    MEMBER_NEWS_DROPPED,
    /// Ticks of rooms that took longer than the tick, or did not take place (`chat.tick`).
    ROOM_TICK_OVERRUNS
  }

  /// Counts one.
  public void count(Event event) {
    add(event, 1);
  }

  /// Counts several.
  public void add(Event event, long number) {
    Objects.requireNonNull(counts.get(event)).add(number);
  }

  /// How often it has happened.
  public long of(Event event) {
    return Objects.requireNonNull(counts.get(event)).sum();
  }

  /// All that has happened at all, in one line.
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue().sum() > 0)
        .map(entry -> entry.getKey() + "=" + entry.getValue().sum())
        .collect(Collectors.joining(" "));
  }
}
