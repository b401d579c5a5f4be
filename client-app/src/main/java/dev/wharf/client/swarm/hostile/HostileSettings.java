package dev.wharf.client.swarm.hostile;

import java.net.InetSocketAddress;

/// What all hostile clients of a run share.
///
/// @param server where to connect to
/// @param namePrefix what their names begin with; a letter and a number follow
/// @param honestName of an honest client that is online
/// @param token to log in with
/// @param stolenToken of somebody who is online; may be none
/// @param deadlines what the server gives them
/// @param seed of all that looks random
public record HostileSettings(
    InetSocketAddress server,
    String namePrefix,
    String honestName,
    String token,
    StolenToken stolenToken,
    ServerDeadlines deadlines,
    long seed) {}
