package dev.wharf.game.server.chat;

/// What chat counts.
public enum ChatEvent {
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
  MEMBER_CHANGES_DROPPED
}
