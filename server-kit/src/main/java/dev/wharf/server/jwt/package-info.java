/// The keys of login tokens. Not exported, because this package uses types of the JWT library.
@NullMarked
package dev.wharf.server.jwt;

import org.jspecify.annotations.NullMarked;
