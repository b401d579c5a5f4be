/// The keys of login tokens. Not exported: this package shows types of the JWT library.
@NullMarked
package dev.wharf.server.jwt;

import org.jspecify.annotations.NullMarked;
