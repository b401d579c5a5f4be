package dev.wharf.protocol.catalog;

import com.google.protobuf.Descriptors.Descriptor;
import dev.wharf.engine.SendPolicy;

/// One kind of packet in the catalog: a message type with an id on the wire. Immutable.
public final class PacketKind {
  private final int id;
  private final PacketDirection direction;
  private final SendPolicy sendPolicy;
  private final Descriptor descriptor;

  PacketKind(int id, PacketDirection direction, SendPolicy sendPolicy, Descriptor descriptor) {
    this.id = id;
    this.direction = direction;
    this.sendPolicy = sendPolicy;
    this.descriptor = descriptor;
  }

  /// The id on the wire.
  public int id() {
    return id;
  }

  /// The full name of the message, such as `game.EchoRequest`.
  public String name() {
    return descriptor.getFullName();
  }

  /// The side that may send the packet.
  public PacketDirection direction() {
    return direction;
  }

  /// The policy for the packet when the peer reads too slowly. The .proto file says it. A
  /// latest-only packet has the key [#latestKey(int)] of 0.
  public SendPolicy sendPolicy() {
    return sendPolicy;
  }

  /// The message's descriptor.
  public Descriptor descriptor() {
    return descriptor;
  }

  /// The key of a [SendPolicy.LatestOnly] for one subject of packets of this kind. Different kinds
  /// never share a key.
  ///
  /// @param key the number of the subject, such as a game object
  public long latestKey(int key) {
    return latestKey(id, key);
  }

  static long latestKey(int packetId, int key) {
    return (long) packetId << 32 | Integer.toUnsignedLong(key);
  }

  /// The name and the id.
  @Override
  public String toString() {
    return name() + " (id " + id + ")";
  }
}
