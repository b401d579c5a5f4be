/// The packets that the two sides of a connection agree on, and the header of their frames.
///
/// Start reading at [dev.wharf.protocol.catalog.PacketCatalog], which reads the packets' ids and
/// directions from .proto files. [dev.wharf.protocol.catalog.HeaderFormat] is the header.
@NullMarked
package dev.wharf.protocol.catalog;

import org.jspecify.annotations.NullMarked;
