/// TLS between channel and session. Start reading at [dev.wharf.transport.tls.ServerTls] for a
/// server, and at [dev.wharf.transport.tls.ClientTls] for a client.
@NullMarked
package dev.wharf.transport.tls;

import org.jspecify.annotations.NullMarked;
