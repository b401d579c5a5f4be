/// Text from outside: what a peer wrote, made safe to show ([dev.wharf.protocol.text.PeerText]),
/// and short files such as secrets ([dev.wharf.protocol.text.TextFile]). Servers, clients and load
/// generators use both.
@NullMarked
package dev.wharf.protocol.text;

import org.jspecify.annotations.NullMarked;
