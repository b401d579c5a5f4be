/// The settings and figures of sessions that outlive their connection: see
/// [dev.wharf.protocol.PacketSession#becomeResumable].
@NullMarked
package dev.wharf.protocol.resume;

import org.jspecify.annotations.NullMarked;
