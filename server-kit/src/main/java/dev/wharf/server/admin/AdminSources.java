package dev.wharf.server.admin;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.ServerService;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.server.metrics.ServerMetrics;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Players;
import java.util.List;

/// What the admin port shows, and what it can do.
///
/// @param port the completion port
/// @param service the service that players connect to
/// @param protocol which game session is on which connection
/// @param players who is logged in
/// @param tables what the game shows
/// @param metrics the figures
/// @param drain begins to drain the server, without waiting for the end
public record AdminSources(
    CompletionPort port,
    ServerService service,
    PacketProtocol<GameSession> protocol,
    Players players,
    List<AdminTable<?>> tables,
    ServerMetrics metrics,
    Runnable drain) {}
