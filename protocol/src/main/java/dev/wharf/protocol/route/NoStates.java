package dev.wharf.protocol.route;

import dev.wharf.protocol.PacketState;

/// The states of sessions whose router defines no states: every session is always in [#ANY].
enum NoStates implements PacketState {
  ANY
}
