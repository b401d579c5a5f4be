package dev.wharf.protocol.route;

import dev.wharf.protocol.PacketState;

/// Has the one state in which every session is when the router defines no states.
enum NoStates implements PacketState {
  ANY
}
