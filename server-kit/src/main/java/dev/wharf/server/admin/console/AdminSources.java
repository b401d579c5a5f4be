package dev.wharf.server.admin.console;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.ServerService;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.admin.AuditLog;
import dev.wharf.server.metrics.ServerMetrics;
import dev.wharf.server.player.Absences;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Players;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The objects that the admin port reads and controls.
///
/// @param port the completion port
/// @param service the service that players connect to
/// @param protocol the packet protocol, which finds the game session of an engine session
/// @param players the players online
/// @param absences the players without a connection who may come back
/// @param saves returns the number of players being saved
/// @param tables the game's tables
/// @param notes each returns what is wrong in one part of the game; null when nothing is
/// @param actions the game's actions
/// @param auditLog the game's audit log; null when it has none
/// @param metrics the metrics
/// @param drain starts a drain of the server, and returns at once
public record AdminSources(
    CompletionPort port,
    ServerService service,
    PacketProtocol<GameSession> protocol,
    Players players,
    Absences absences,
    IntSupplier saves,
    List<AdminTable<?>> tables,
    List<Supplier<@Nullable String>> notes,
    List<AdminAction> actions,
    @Nullable AuditLog auditLog,
    ServerMetrics metrics,
    Runnable drain) {}
