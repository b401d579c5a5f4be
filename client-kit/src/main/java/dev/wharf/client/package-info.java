/// A client of a game without a user interface: it connects, logs in and sends heartbeats. The
/// console client and the swarm's virtual users extend [dev.wharf.client.GameClient]; a bot or a
/// test can too. A [dev.wharf.client.ReconnectingClient] connects again when the connection is
/// lost.
@NullMarked
package dev.wharf.client;

import org.jspecify.annotations.NullMarked;
