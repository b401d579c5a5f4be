/// Which objects of a world a player sees: a grid of positions, the sight of one viewer, and past
/// positions for snapshots that contain differences.
@NullMarked
package dev.wharf.server.sight;

import org.jspecify.annotations.NullMarked;
