package dev.wharf.client;

import dev.wharf.protocol.PacketState;

/// The stage of a client's login.
public enum ClientStage implements PacketState {
  /// The client is connected; the server has not accepted the login yet.
  LOGGING_IN,
  /// The server has accepted the login.
  PLAYING
}
