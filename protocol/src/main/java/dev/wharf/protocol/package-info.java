/// Turns received bytes into packets and calls their handlers; encodes and sends packets.
///
/// Start reading at [PacketSession], which a game extends, and at [PacketRouter], which maps
/// packets to the game's handlers. [PacketProtocol] connects both to the engine.
/// [dev.wharf.protocol.catalog.PacketCatalog] reads the packets from .proto files. [PacketReceiver]
/// lists the classes that a received packet passes through.
@NullMarked
package dev.wharf.protocol;

import org.jspecify.annotations.NullMarked;
