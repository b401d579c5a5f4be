package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;

/// Why what a peer sent was not accepted, which ends its session.
///
/// @param reason the session ends with this
/// @param packetId of the packet in question; 0 when the frame had none to read; negative for an id
///   above [Integer#MAX_VALUE]
/// @param detail one line that names the value and its limit, and holds nothing that the peer wrote
public record Refusal(CloseReason reason, int packetId, String detail) {}
