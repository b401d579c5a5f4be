/// The PROXY protocol: a header in front of a connection, in which a TCP proxy tells the address of
/// its client. Start reading at [dev.wharf.transport.proxy.ProxyProtocol].
@NullMarked
package dev.wharf.transport.proxy;

import org.jspecify.annotations.NullMarked;
