package dev.wharf.protocol;

import com.google.protobuf.Descriptors.Descriptor;
import dev.wharf.engine.SendPolicy;

/// A packet of the catalogue: a message with an id on the wire. Immutable.
public final class PacketKind {
  private final int id;
  private final PacketDirection direction;
  private final SendPolicy sendPolicy;
  private final Descriptor descriptor;
  private final ElementPlan elementPlan;

  PacketKind(int id, PacketDirection direction, SendPolicy sendPolicy, Descriptor descriptor) {
    this.id = id;
    this.direction = direction;
    this.sendPolicy = sendPolicy;
    this.descriptor = descriptor;
    this.elementPlan = ElementPlan.of(descriptor);
  }

  /// The id on the wire.
  public int id() {
    return id;
  }

  /// The full name of the message, such as `game.EchoRequest`.
  public String name() {
    return descriptor.getFullName();
  }

  /// Who may send it.
  public PacketDirection direction() {
    return direction;
  }

  /// What happens to it when its reader is too slow, as its .proto says. The key of a latest-only
  /// packet is that of [#latestKey(int)] with 0.
  public SendPolicy sendPolicy() {
    return sendPolicy;
  }

  /// The message's descriptor.
  public Descriptor descriptor() {
    return descriptor;
  }

  /// The key of a [SendPolicy.LatestOnly] for one of several things that packets of this kind are
  /// about, such as a game object's number. Keys of different kinds never meet.
  public long latestKey(int key) {
    return latestKey(id, key);
  }

  static long latestKey(int packetId, int key) {
    return (long) packetId << 32 | Integer.toUnsignedLong(key);
  }

  ElementPlan elementPlan() {
    return elementPlan;
  }

  /// The name and the id.
  @Override
  public String toString() {
    return name() + " (id " + id + ")";
  }
}
