package dev.wharf.swarm.hostile;

import com.google.protobuf.Message;
import java.util.List;

/// The requests of a game that hostile clients misuse. A logged-in client may send each of them.
/// The swarm's own [kinds of hostile clients][HostileKind] send them too often, cut off, with a
/// malformed body or before the login, or do not read the replies.
public interface HostileRequests {
  /// Makes a request whose reply has the same length.
  ///
  /// @param bytes the length of the content
  Message echo(int bytes);

  /// Makes a request that the server rejects with a `Failure` that leaves the session open. The
  /// message of the request must have an integer field and a string field.
  Message rejected();

  /// Makes a request whose reply is longer than the request. A game without such a request returns
  /// any other request.
  default Message costly() {
    return echo(0);
  }

  /// Makes the requests that a client sends once, so that [#costly()] has a long reply.
  ///
  /// @param name the unique name of the client
  default List<Message> beforeCostly(String name) {
    return List.of();
  }
}
