package dev.wharf.protocol;

/// Observes every packet that a [PacketProtocol] receives and sends, for counting and timing.
///
/// All workers call the listener, while they receive or send a packet. The listener must be
/// thread-safe, and must not block or throw. A protocol without a listener does not measure times.
public interface PacketListener {
  /// Called when a packet has arrived completely, before it is checked.
  ///
  /// @param packetId the id in the header. The catalog may have no packet with this id
  /// @param frameBytes the size of the frame in bytes, header included
  void onReceived(int packetId, int frameBytes);

  /// Called after [#onReceived], when the same packet has been handled or refused, or when its
  /// handler has thrown.
  ///
  /// @param nanos the time that checking, parsing and handling took, in nanoseconds
  void onHandled(int packetId, long nanos);

  /// Called when a packet is added to a session's send queue. Not called when the packet replaces
  /// an older packet in the queue, and not for packets that the game encoded itself
  /// ([PacketSession#send(dev.wharf.engine.buffer.SendBuffer, dev.wharf.engine.SendPolicy)]).
  ///
  /// @param frameBytes the size of the frame in bytes, header included
  void onQueued(int packetId, int frameBytes);
}
