/// Passwords and other secrets: hashes, the threads that compute them, random codes. An
/// [dev.wharf.server.login.Authenticator] of a game uses them. Start reading at [PasswordHasher].
@NullMarked
package dev.wharf.server.password;

import org.jspecify.annotations.NullMarked;
