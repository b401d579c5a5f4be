package dev.wharf.swarm.hostile;

import com.google.protobuf.Message;
import java.util.List;

/// Valid requests of a game that a logged-in client may send. Hostile kinds send them too often, in
/// part, or at the wrong time.
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
