/// What the commands share.
@NullMarked
package dev.wharf.swarm.cli;

import org.jspecify.annotations.NullMarked;
