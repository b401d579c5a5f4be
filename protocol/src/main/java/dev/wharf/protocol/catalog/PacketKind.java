package dev.wharf.protocol.catalog;

import com.google.protobuf.Descriptors.Descriptor;
import dev.wharf.engine.SendPolicy;

/// One kind of packet in the catalog: a message type and its packet id. Immutable.
public final class PacketKind {
  private final int id;
  private final PacketDirection direction;
  private final SendPolicy sendPolicy;
  private final Descriptor descriptor;
  private final boolean counts;

  PacketKind(int id, PacketDirection direction, SendPolicy sendPolicy, Descriptor descriptor) {
    this.id = id;
    this.direction = direction;
    this.sendPolicy = sendPolicy;
    this.descriptor = descriptor;
    this.counts = sendPolicy instanceof SendPolicy.Keep && !SystemPackets.isUncounted(descriptor);
  }

  /// Returns the id that the header of the packet's frames contains.
  public int id() {
    return id;
  }

  /// Returns the full name of the message type, such as `game.EchoRequest`.
  public String name() {
    return descriptor.getFullName();
  }

  /// Returns which side may send the packet.
  public PacketDirection direction() {
    return direction;
  }

  /// Returns the policy that says what happens to the packet when the peer reads too slowly. The
  /// .proto file sets the policy. The policy of a latest-only packet has the key `latestKey(0)`.
  public SendPolicy sendPolicy() {
    return sendPolicy;
  }

  /// Checks that a packet of this kind may be sent with a policy. The peer knows the policy of the
  /// kind, and relies on it.
  ///
  /// @throws IllegalArgumentException when the kind has another policy
  public void checkPolicy(SendPolicy policy) {
    if (policy.getClass() != sendPolicy.getClass()) {
      throw new IllegalArgumentException(
          this + " is declared with the policy " + sendPolicy + ", not " + policy);
    }
  }

  /// Returns whether the packet counts in a resumable session: it is numbered, acknowledged, and
  /// sent again after a resume. A packet counts when its policy is [SendPolicy#KEEP]. The system
  /// packets for login, resume, heartbeats and acknowledgements never count.
  public boolean counts() {
    return counts;
  }

  /// Returns the descriptor of the message type.
  public Descriptor descriptor() {
    return descriptor;
  }

  /// Makes the key for [SendPolicy#latestOnly]. A packet replaces a waiting packet that has the
  /// same key. Packets of different kinds never have the same key.
  ///
  /// @param key what the packet is about, such as the number of a game object
  public long latestKey(int key) {
    return latestKey(id, key);
  }

  static long latestKey(int packetId, int key) {
    return (long) packetId << 32 | Integer.toUnsignedLong(key);
  }

  /// Returns the name and the id.
  @Override
  public String toString() {
    return name() + " (id " + id + ")";
  }
}
