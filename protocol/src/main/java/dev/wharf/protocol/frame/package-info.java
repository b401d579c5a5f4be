/// Finds frames in a stream of bytes. Not exported.
@NullMarked
package dev.wharf.protocol.frame;

import org.jspecify.annotations.NullMarked;
