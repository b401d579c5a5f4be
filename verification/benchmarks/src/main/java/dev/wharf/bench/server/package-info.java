/// Echo servers that all do the same: Wharf's own, and its peers. Start reading at
/// [dev.wharf.bench.server.Peer].
@NullMarked
package dev.wharf.bench.server;

import org.jspecify.annotations.NullMarked;
