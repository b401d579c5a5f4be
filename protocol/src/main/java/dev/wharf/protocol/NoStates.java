package dev.wharf.protocol;

/// The state of every session when the game declares none.
enum NoStates implements PacketState {
  ANY
}
