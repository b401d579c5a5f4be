/// Calls functions of the game that answer later, within bounds of time and number. Start reading
/// at [BoundedCalls].
@NullMarked
package dev.wharf.server.admin.call;

import org.jspecify.annotations.NullMarked;
