/// Parses the bodies of packets, and checks limits on their content. Not exported.
@NullMarked
package dev.wharf.protocol.body;

import org.jspecify.annotations.NullMarked;
