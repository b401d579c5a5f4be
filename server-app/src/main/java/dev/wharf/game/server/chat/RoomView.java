package dev.wharf.game.server.chat;

/// A room at one moment, for operators.
///
/// @param id names the room while this process runs
/// @param name as the player who made it wrote it
/// @param members how many are in
/// @param waitingJobs jobs that wait for it, or are under way
public record RoomView(int id, String name, int members, int waitingJobs) {
  static RoomView of(Room room) {
    return new RoomView(room.id(), room.name(), room.memberCount(), room.waitingJobs());
  }
}
