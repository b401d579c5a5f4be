/// The layers between the socket of a hostile connection and its packets: TLS, WebSocket, or both.
///
/// Start reading at [dev.wharf.swarm.hostile.transport.HostileTransport].
@NullMarked
package dev.wharf.swarm.hostile.transport;

import org.jspecify.annotations.NullMarked;
