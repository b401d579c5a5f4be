/// The table that a [dev.wharf.protocol.PacketRouter] uses: for each packet id, it says what
/// happens to the packet. Not exported.
@NullMarked
package dev.wharf.protocol.route;

import org.jspecify.annotations.NullMarked;
