/// Checks and compares texts of players: names ([NameRules]) and characters ([Characters]).
@NullMarked
package dev.wharf.server.text;

import org.jspecify.annotations.NullMarked;
