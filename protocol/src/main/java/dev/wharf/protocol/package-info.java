/// From bytes to packets and back: headers and frames, which packets there are, who handles them,
/// and in which state of a session.
///
/// Start reading at [PacketSession], which a game extends, and at [PacketRouter], where its
/// handlers stand. [PacketProtocol] ties the two to the engine; [PacketCatalog] reads the packets'
/// ids and directions from their .proto files; [HeaderFormat] and [FrameParser] are the wire.
@NullMarked
package dev.wharf.protocol;

import org.jspecify.annotations.NullMarked;
