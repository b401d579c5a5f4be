package dev.wharf.game.server.duel;

/// One duel.
record Duel(int id, String challenger, int rounds) {}
