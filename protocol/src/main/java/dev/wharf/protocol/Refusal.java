package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;

/// The reason why a received packet was not accepted. A refusal ends the session.
///
/// @param reason the reason that the session closes with
/// @param packetId the id of the packet. 0 when the frame was malformed, so that its id was not
///   read; negative when the id is above [Integer#MAX_VALUE]
/// @param detail one line that names the value and its limit. It contains nothing that the peer
///   wrote
public record Refusal(CloseReason reason, int packetId, String detail) {}
