package dev.wharf.engine.uring.channels;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The list of a group's sockets. The links are fields of [NativeSocket], because a group has very
/// many sockets, and separate list nodes would cost memory. Not thread-safe.
final class SocketList {
  private @Nullable NativeSocket first;

  void add(NativeSocket socket) {
    NativeSocket second = first;
    socket.following = second;
    if (second != null) {
      second.preceding = socket;
    }
    first = socket;
  }

  /// Removes a socket, which must be in the list.
  void remove(NativeSocket socket) {
    NativeSocket before = socket.preceding;
    NativeSocket after = socket.following;
    if (before == null) {
      first = after;
    } else {
      before.following = after;
    }
    if (after != null) {
      after.preceding = before;
    }
    socket.preceding = null;
    socket.following = null;
  }

  boolean isEmpty() {
    return first == null;
  }

  List<NativeSocket> copy() {
    List<NativeSocket> copy = new ArrayList<>();
    for (NativeSocket each = first; each != null; each = each.following) {
      copy.add(each);
    }
    return copy;
  }
}
