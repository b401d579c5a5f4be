package dev.wharf.swarm.hostile;

import dev.wharf.client.Route;
import dev.wharf.transport.proxy.ProxyHeaders;
import dev.wharf.transport.tls.ClientTls;
import dev.wharf.transport.websocket.ClientWebSocket;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The settings that all hostile clients of a run share.
///
/// @param frames encodes the game's packets
/// @param route the addresses to connect to, and to connect from
/// @param namePrefix the beginning of the clients' names; letters and digits follow
/// @param honestName the name of a virtual user that is online
/// @param tokens returns a valid login token for a name
/// @param stolenToken a token of a player that is online, or [StolenToken#NONE]
/// @param deadlines the server's deadlines
/// @param tls encrypts the connections; null for connections without TLS. The owner of the settings
///   closes it after the hostile clients
/// @param webSocket carries the packets in its frames; null for connections without WebSocket
/// @param proxyHeaders makes the headers of the PROXY protocol with which connections begin; null
///   for none
/// @param seed the seed of all random numbers
public record HostileSettings(
    Frames frames,
    Route route,
    String namePrefix,
    String honestName,
    UnaryOperator<String> tokens,
    StolenToken stolenToken,
    ServerDeadlines deadlines,
    @Nullable ClientTls tls,
    @Nullable ClientWebSocket webSocket,
    @Nullable ProxyHeaders proxyHeaders,
    long seed) {}
