package dev.wharf.client.swarm;

/// A room of the swarm: which clients are in it, and who is who.
///
/// The members are settled once ([#settle]), when all have joined; only then messages flow.
final class ChatRoom {
  private final String name;
  private final int firstClient;
  private final ChatMember[] places;

  /// The server's numbers for the players; 0 for a place whose client did not join. Published by
  /// the run's thread, read by the workers.
  private volatile long[] players = {};

  private volatile int memberCount;

  /// @param places one for each client of this room, by rising index
  ChatRoom(String name, int firstClient, int places) {
    this.name = name;
    this.firstClient = firstClient;
    this.places = new ChatMember[places];
    for (int i = 0; i < places; i++) {
      this.places[i] = new ChatMember(this, places);
    }
  }

  String name() {
    return name;
  }

  ChatMember member(int client) {
    return places[client - firstClient];
  }

  /// Whoever has joined is a member from now on, and nobody else.
  void settle() {
    long[] joined = new long[places.length];
    int count = 0;
    for (int i = 0; i < places.length; i++) {
      if (places[i].isJoined()) {
        joined[i] = places[i].playerId();
        count++;
      }
    }
    memberCount = count;
    players = joined;
  }

  /// How many receive each message.
  int memberCount() {
    return memberCount;
  }

  /// The place of a player; -1 when it is not a member.
  int placeOf(long playerId) {
    long[] members = players;
    for (int i = 0; i < members.length; i++) {
      if (members[i] == playerId && playerId != 0) {
        return i;
      }
    }
    return -1;
  }

  /// The client at a place.
  int clientAt(int place) {
    return firstClient + place;
  }
}
