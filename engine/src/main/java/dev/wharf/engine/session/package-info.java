/// The implementation of a session, not exported: its state, its receiving and its sending. Start
/// reading at [dev.wharf.engine.session.SocketSession].
@NullMarked
package dev.wharf.engine.session;

import org.jspecify.annotations.NullMarked;
