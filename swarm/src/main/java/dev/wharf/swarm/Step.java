package dev.wharf.swarm;

import com.google.protobuf.Message;

/// A request that a user sends once, such as to join a room, and that is not measured. The user
/// does not begin its iterations, or does not leave, before the reply has come. A `Failure` is an
/// answer, too; while the user enters the scenario, it means that the user has no iterations.
///
/// Made by [ScenarioContext#step]. Thread-safe.
@FunctionalInterface
public interface Step {
  /// Sends the request.
  void ask(SwarmClient client, Message.Builder packet);
}
