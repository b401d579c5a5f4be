/// The commands, and the options that they share.
@NullMarked
package dev.wharf.swarm.cli;

import org.jspecify.annotations.NullMarked;
