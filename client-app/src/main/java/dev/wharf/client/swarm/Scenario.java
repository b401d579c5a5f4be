package dev.wharf.client.swarm;

import dev.wharf.client.swarm.measure.LatencyRecorder;
import dev.wharf.client.swarm.measure.Tally;
import dev.wharf.proto.Failure;
import dev.wharf.protocol.PacketRouter;

/// What the clients of a swarm do, and how it is checked. Made anew for each run.
///
/// A run calls, in this order: [#addTo] once, before anybody connects; [#prepare] for each client
/// that is logged in, until [#isPrepared]; [#begin] once; [#send] for each message at its time;
/// [#finish] for each client when all has arrived or the time for it is up, until [#isFinished].
///
/// To add one: write a class, and register it in [ScenarioRegistry].
public interface Scenario {
  /// One word, which thresholds and reports use.
  String name();

  /// Messages a second of each client when the run does not say.
  double defaultRate();

  /// Says who handles the packets that come back. Handlers run on the client's worker, one at a
  /// time for each client, and must not block.
  void addTo(PacketRouter.Builder<SwarmClient> router);

  /// Readies a client: joins it to what it has to be in. On the run's thread.
  default void prepare(SwarmClient client) {}

  /// Whether all clients are ready, or have been refused. On the run's thread.
  default boolean isPrepared() {
    return true;
  }

  /// Preparing is over, whoever is ready; messages follow. On the run's thread.
  ///
  /// @param schedule tells when each message is to be sent
  void begin(Schedule schedule);

  /// Sends a client's next message, or counts it as not sent. On a pacing thread, always the same
  /// for a client; must not block.
  ///
  /// @param sequence the client's count of its messages, from 1
  void send(SwarmClient client, long sequence);

  /// Undoes [#prepare]. On the run's thread.
  default void finish(SwarmClient client) {}

  /// Whether all clients are done. On the run's thread.
  default boolean isFinished() {
    return true;
  }

  /// The server refused something. On the client's worker.
  ///
  /// @return whether this scenario has counted it as a refused message
  default boolean onFailure(SwarmClient client, Failure failure) {
    return false;
  }

  /// What became of the messages.
  Tally tally();

  /// How long each delivery took, from the time that its message was to be sent.
  LatencyRecorder latency();
}
