/// Parses the bodies of packets within limits. Not exported.
@NullMarked
package dev.wharf.protocol.body;

import org.jspecify.annotations.NullMarked;
