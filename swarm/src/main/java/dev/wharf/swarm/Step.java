package dev.wharf.swarm;

import com.google.protobuf.Message;

/// A request that a virtual user sends while it enters or leaves a scenario, such as to join a
/// room. The swarm does not measure the request. A user that enters runs its first iteration after
/// the reply. A user that leaves has left after the reply. A `Failure` is a reply, too. After a
/// `Failure` to an entering step, the user runs no iterations of the scenario.
///
/// [ScenarioContext#step] creates a step. Thread-safe.
@FunctionalInterface
public interface Step {
  /// Sends the request. When it cannot be sent, the step counts as refused by the server.
  void send(SwarmClient client, Message.Builder packet);
}
