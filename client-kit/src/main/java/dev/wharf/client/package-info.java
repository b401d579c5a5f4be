/// A client of the game, without a face: connects, logs in, stays alive. The console client and the
/// swarm's clients extend [dev.wharf.client.GameClient], and so may a bot or a test.
@NullMarked
package dev.wharf.client;

import org.jspecify.annotations.NullMarked;
