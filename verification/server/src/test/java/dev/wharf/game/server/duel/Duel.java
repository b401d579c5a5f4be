package dev.wharf.game.server.duel;

/// A duel that has begun.
record Duel(int id, String challenger, int rounds) {}
