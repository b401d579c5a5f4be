/// Checks and compares what players write: names ([NameRules]), and the characters of any text
/// ([Characters]).
@NullMarked
package dev.wharf.server.text;

import org.jspecify.annotations.NullMarked;
