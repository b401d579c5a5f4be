/// WebSocket (RFC 6455) as a transformation between the channel and the session. Start with
/// [dev.wharf.transport.websocket.ServerWebSocket].
@NullMarked
package dev.wharf.transport.websocket;

import org.jspecify.annotations.NullMarked;
