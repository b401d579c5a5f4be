/// Keeps the packets that the peer of a resumable session has not acknowledged. Not exported.
@NullMarked
package dev.wharf.protocol.outbox;

import org.jspecify.annotations.NullMarked;
