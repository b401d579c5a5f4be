package dev.wharf.protocol;

/// Is told of every packet that a [PacketProtocol] receives and sends: for counting and timing.
///
/// Called within the handling of each packet, by all workers at once: must be thread-safe, and may
/// neither block nor throw. A protocol without a listener looks at no clock for it.
public interface PacketListener {
  /// A packet has arrived in full, and is about to be judged.
  ///
  /// @param packetId any number that the header holds: no packet need have it
  /// @param frameBytes its size, header included
  void onReceived(int packetId, int frameBytes);

  /// The same packet has been parsed and handled, or refused, or its handler has thrown.
  ///
  /// @param nanos how long that took
  void onHandled(int packetId, long nanos);

  /// A packet was put into the send queue of one session, as one that will leave if the session
  /// lasts: one that took the place of an older one is not told. Nor is one that the game encoded
  /// itself ([PacketSession#send(dev.wharf.engine.buffer.SendBuffer,
  /// dev.wharf.engine.SendPolicy)]).
  ///
  /// @param frameBytes its size, header included
  void onQueued(int packetId, int frameBytes);
}
