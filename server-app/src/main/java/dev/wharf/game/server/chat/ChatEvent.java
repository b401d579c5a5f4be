package dev.wharf.game.server.chat;

/// The events of chat that the metrics count.
public enum ChatEvent {
  /// Rooms that were created.
  ROOMS_MADE,
  /// Joins refused because there were too many rooms (`chat.max-rooms`).
  ROOMS_OVER_TOTAL,
  /// Joins refused because the player was in too many rooms (`chat.max-rooms-per-player`).
  ROOMS_OVER_PLAYER,
  /// Joins refused because the player had created too many rooms
  /// (`chat.max-rooms-made-per-player`).
  ROOMS_OVER_MADE,
  /// Joins refused because the room was full (`chat.max-members`).
  ROOMS_FULL,
  /// Requests refused because the room's job queue was full (`chat.room-queue`).
  ROOM_QUEUES_FULL,
  /// Texts sent to rooms.
  TEXTS,
  /// Texts sent to one player.
  WHISPERS,
  /// Texts refused because they were too long (`chat.max-text`) or had no visible character.
  TEXTS_REJECTED,
  /// Texts refused because the player sent too many in a short time (`chat.texts`).
  TEXTS_TOO_FAST,
  /// Reports that a member has joined or left, which were not sent: one tick had too many of them,
  /// or sending failed.
  MEMBER_CHANGES_DROPPED
}
