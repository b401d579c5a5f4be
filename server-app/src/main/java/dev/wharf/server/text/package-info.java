/// What players write, judged and compared: names ([NameRules]), and the characters of any text
/// ([Characters]).
@NullMarked
package dev.wharf.server.text;

import org.jspecify.annotations.NullMarked;
