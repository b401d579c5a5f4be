package dev.wharf.server.player;

/// A player who has logged in.
///
/// @param id unique while this process runs; never 0
/// @param name the name that other players see
/// @param account the account that the player belongs to
public record Player(long id, String name, Account account) {}
