/// The table behind a [dev.wharf.protocol.PacketRouter]: what happens to the packets of each id.
/// Not exported.
@NullMarked
package dev.wharf.protocol.route;

import org.jspecify.annotations.NullMarked;
