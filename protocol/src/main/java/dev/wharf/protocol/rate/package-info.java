/// Applies a [dev.wharf.protocol.RateLimit] to one peer. Not exported.
@NullMarked
package dev.wharf.protocol.rate;

import org.jspecify.annotations.NullMarked;
