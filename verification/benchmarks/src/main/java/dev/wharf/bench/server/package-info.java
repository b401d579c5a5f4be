/// Echo servers that all do the same: those of Wharf, and those that Wharf is compared with. Start
/// reading at [dev.wharf.bench.server.Peer].
@NullMarked
package dev.wharf.bench.server;

import org.jspecify.annotations.NullMarked;
