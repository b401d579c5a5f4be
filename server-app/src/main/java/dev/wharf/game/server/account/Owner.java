package dev.wharf.game.server.account;

/// The right to change an account, which each login takes over from the one before. A server that
/// was paused, or cut off, while its player has logged in elsewhere has an old number: the database
/// refuses its changes.
///
/// @param account the id of the account
/// @param number a random number, drawn at the login; the account's row has the number of the last
///   login
public record Owner(String account, long number) {}
