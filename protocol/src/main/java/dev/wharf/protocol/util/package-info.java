/// A map with int keys, and range checks. All packages of the protocol may use them. Not exported.
@NullMarked
package dev.wharf.protocol.util;

import org.jspecify.annotations.NullMarked;
