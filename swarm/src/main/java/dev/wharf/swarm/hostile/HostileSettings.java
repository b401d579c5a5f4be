package dev.wharf.swarm.hostile;

import dev.wharf.client.Route;
import java.util.function.UnaryOperator;

/// The settings that all hostile clients of a run share.
///
/// @param frames encodes the game's packets
/// @param route the addresses to connect to, and to connect from
/// @param namePrefix the beginning of the clients' names; letters and digits follow
/// @param honestName the name of a virtual user that is online
/// @param tokens returns a valid login token for a name
/// @param stolenToken a token of a player that is online, or [StolenToken#NONE]
/// @param deadlines the server's deadlines
/// @param seed the seed of all random numbers
public record HostileSettings(
    Frames frames,
    Route route,
    String namePrefix,
    String honestName,
    UnaryOperator<String> tokens,
    StolenToken stolenToken,
    ServerDeadlines deadlines,
    long seed) {}
