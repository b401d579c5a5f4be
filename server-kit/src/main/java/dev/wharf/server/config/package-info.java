/// The server's configuration: [Settings] lists every key with its range and default,
/// [ConfigLoader] gathers the values from file, environment and command line, [ServerConfig] is
/// what the rest of the server sees. Start reading at [Settings].
@NullMarked
package dev.wharf.server.config;

import org.jspecify.annotations.NullMarked;
