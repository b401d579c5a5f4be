package dev.wharf.swarm.hostile;

import com.google.protobuf.Message;
import java.util.List;

/// Valid requests of a game, for the hostile kinds to send too often, in part, or at the wrong
/// time. A logged-in client may send each of them.
public interface HostileRequests {
  /// A request with a content whose reply is as long.
  ///
  /// @param bytes the length of the content
  Message echo(int bytes);

  /// A request that the server rejects, with a Failure that leaves the session open. Its message
  /// has a field with a number and one with a text.
  Message rejected();

  /// A request whose reply is longer than the request, if the game has one.
  default Message costly() {
    return echo(0);
  }

  /// What a client sends once, so that [#costly()] has a long reply.
  ///
  /// @param name of the client, which no other has
  default List<Message> beforeCostly(String name) {
    return List.of();
  }
}
