package dev.wharf.swarm.hostile;

import com.google.protobuf.Message;
import java.util.List;

/// Valid requests of a game that a logged-in client may send. Hostile kinds send them too often, in
/// part, or at the wrong time.
public interface HostileRequests {
  /// A request whose reply has the same length.
  ///
  /// @param bytes the length of the content
  Message echo(int bytes);

  /// A request that the server rejects with a `Failure` that leaves the session open. Its message
  /// must have an integer field and a string field.
  Message rejected();

  /// A request whose reply is longer than the request. A game without such a request returns any
  /// other.
  default Message costly() {
    return echo(0);
  }

  /// Requests that a client sends once, so that [#costly()] has a long reply.
  ///
  /// @param name the unique name of the client
  default List<Message> beforeCostly(String name) {
    return List.of();
  }
}
