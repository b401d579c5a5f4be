package dev.wharf.client;

import dev.wharf.protocol.PacketState;

/// Where a client stands with its server.
public enum ClientStage implements PacketState {
  /// Connected; the server has not yet said yes.
  LOGGING_IN,
  /// Logged in.
  PLAYING
}
