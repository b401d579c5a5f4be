/// Handles text that the program did not write. [dev.wharf.protocol.text.PeerText] makes a peer's
/// text safe to show, and [dev.wharf.protocol.text.TextFile] reads short files such as secrets.
/// Servers, clients and load generators use both.
@NullMarked
package dev.wharf.protocol.text;

import org.jspecify.annotations.NullMarked;
