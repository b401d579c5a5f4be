package dev.wharf.swarm.hostile;

import dev.wharf.client.Route;
import java.util.function.UnaryOperator;

/// What all hostile clients of a run share.
///
/// @param frames of the game's packets
/// @param route where to connect to, and from
/// @param namePrefix what their names begin with; a letter and a number follow
/// @param honestName of an honest client that is online
/// @param tokens gives a token to log in with, for a name
/// @param stolenToken of somebody who is online; may be none
/// @param deadlines what the server gives them
/// @param seed of all that looks random
public record HostileSettings(
    Frames frames,
    Route route,
    String namePrefix,
    String honestName,
    UnaryOperator<String> tokens,
    StolenToken stolenToken,
    ServerDeadlines deadlines,
    long seed) {}
