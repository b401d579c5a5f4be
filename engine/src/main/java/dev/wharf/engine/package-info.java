/// The nouns that a game meets: a [CompletionPort] with its workers, a [ServerService] or
/// [ClientService] on it, the [Session] of each peer, and the [SessionHandler] that a game
/// supplies.
///
/// Start reading at [Service] for what holds sessions, at [Session] for the life of one, and at
/// `IoEvent` for how a completion finds its owner.
@NullMarked
package dev.wharf.engine;

import org.jspecify.annotations.NullMarked;
