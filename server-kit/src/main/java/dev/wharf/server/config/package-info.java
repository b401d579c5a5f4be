/// The server's configuration. A group of keys is a record with [Settings], and [Schema] has all
/// groups of a server. [ConfigLoader] reads the values from a file, the environment and the command
/// line. The result is a [ServerConfig], which also declares the kit's own groups: start reading
/// there.
@NullMarked
package dev.wharf.server.config;

import org.jspecify.annotations.NullMarked;
