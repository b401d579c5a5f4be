/// The server's configuration. A group of keys is a record with [Settings]; [Schema] knows all
/// groups of a server, [ConfigLoader] gathers the values from file, environment and command line,
/// and [ServerConfig] is what the rest of the server sees. Start reading at [ServerConfig], which
/// has the kit's own groups.
@NullMarked
package dev.wharf.server.config;

import org.jspecify.annotations.NullMarked;
