package dev.wharf.simulation;

import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.Objects;

/// A simulation of two hosts, for tests.
final class World implements AutoCloseable {
  /// A virtual time after which everything that a test waits for should have happened.
  static final Duration LONG = Duration.ofMinutes(10);

  final Simulation simulation;
  final Host server;
  final Host client;

  /// Makes a simulation that is not strict.
  World(long seed) {
    this(SimulationOptions.seeded(seed).withStrict(false));
  }

  World(SimulationOptions options) {
    simulation = Simulation.open(options);
    server = simulation.newHost("server");
    client = simulation.newHost("client");
  }

  static AsynchronousChannelProvider channelsOf(Host host) {
    return Objects.requireNonNull(host.runtime().channelProvider());
  }

  @Override
  public void close() {
    simulation.close();
  }
}
