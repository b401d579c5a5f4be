package dev.wharf.protocol.route;

import dev.wharf.protocol.PacketState;

/// The state of every session of a router without states.
enum NoStates implements PacketState {
  ANY
}
