package dev.wharf.swarm;

import com.google.protobuf.Message;

/// A request that a virtual user sends while it enters or leaves a scenario, such as to join a
/// room. It is not measured. The user's first iteration, or its leaving, waits for the reply. A
/// `Failure` is a reply, too. A `Failure` to an entering step means that the user runs no
/// iterations.
///
/// Made by [ScenarioContext#step]. Thread-safe.
@FunctionalInterface
public interface Step {
  /// Sends the request. When it cannot be sent, the step counts as refused.
  void send(SwarmClient client, Message.Builder packet);
}
