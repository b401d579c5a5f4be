package dev.wharf.protocol.catalog;

/// Says which side of a connection may send a packet. The .proto file sets it with `option
/// (wharf.direction)`.
public enum PacketDirection {
  /// Only clients send the packet.
  CLIENT_TO_SERVER,
  /// Only servers send the packet.
  SERVER_TO_CLIENT,
  /// Either side may send the packet.
  BOTH;

  /// Returns whether `side` may receive the packet.
  public boolean reaches(Side side) {
    return switch (this) {
      case CLIENT_TO_SERVER -> side == Side.SERVER;
      case SERVER_TO_CLIENT -> side == Side.CLIENT;
      case BOTH -> true;
    };
  }

  /// Returns whether `side` may send the packet.
  public boolean leaves(Side side) {
    return reaches(side.other());
  }
}
