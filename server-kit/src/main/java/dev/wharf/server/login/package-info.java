/// Logins: checks credentials, names and client versions. Start reading at [LoginHandler].
@NullMarked
package dev.wharf.server.login;

import org.jspecify.annotations.NullMarked;
