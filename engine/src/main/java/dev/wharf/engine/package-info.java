/// The engine's API: a [CompletionPort] with its workers, a [ServerService] or a [ClientService] on
/// it, the [Session] of each peer, and the [SessionHandler] that a game supplies.
///
/// Start reading at [Session] for the life of one connection. The implementations are in packages
/// that are not exported; docs/architecture.md has a map.
@NullMarked
package dev.wharf.engine;

import org.jspecify.annotations.NullMarked;
