/// The implementation of ports and services, not exported: listening, admission, connecting,
/// draining. Start reading at [dev.wharf.engine.service.SocketService].
@NullMarked
package dev.wharf.engine.service;

import org.jspecify.annotations.NullMarked;
