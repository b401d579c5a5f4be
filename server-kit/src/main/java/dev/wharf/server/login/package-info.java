/// Logging in: who may, and under what name. Start reading at [LoginHandler].
@NullMarked
package dev.wharf.server.login;

import org.jspecify.annotations.NullMarked;
