package dev.wharf.server.player;

/// Who has logged in.
///
/// @param id names the player while this process runs; never 0
/// @param name as other players see it
/// @param account whose player it is
public record Player(long id, String name, Account account) {}
