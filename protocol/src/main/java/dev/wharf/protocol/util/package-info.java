/// A table of ints and range checks, which all packages of the protocol use. Not exported.
@NullMarked
package dev.wharf.protocol.util;

import org.jspecify.annotations.NullMarked;
