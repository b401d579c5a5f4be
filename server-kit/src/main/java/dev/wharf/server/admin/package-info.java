/// The parts of the admin port that a game adds to: tables, actions and the audit. Start reading at
/// [AdminTable] and [AdminAction]. The packages below this one are the admin port itself: `console`
/// opens the port and answers requests, `http` speaks HTTP and checks access, `action` runs and
/// records actions, `call` bounds calls into the game, `chart` keeps the figures of the last 15
/// minutes. `console` uses all others, and none of them uses `console`.
@NullMarked
package dev.wharf.server.admin;

import org.jspecify.annotations.NullMarked;
