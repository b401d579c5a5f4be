package dev.wharf.channels.world;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Faults;
import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.SimulationOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/// A simulation. The peers are channels of the simulation, because it has no other kind of socket.
public final class SimulatedWorld implements World {
  private final Simulation simulation;
  private final Host host;
  private final Host peerHost;

  /// @param seed the start of all random choices of the simulation
  /// @param isRemote whether the peers are on another host than the channels under test
  public SimulatedWorld(long seed, boolean isRemote) {
    simulation = Simulation.open(SimulationOptions.seeded(seed).withStrict(false));
    host = simulation.newHost("host");
    peerHost = isRemote ? simulation.newHost("peers") : host;
  }

  @Override
  public void run(Body body) throws Exception {
    simulation.run(body::run);
  }

  @Override
  public AsynchronousChannelProvider provider() {
    return providerOf(host);
  }

  @Override
  public EngineRuntime runtime() {
    return host.runtime();
  }

  /// Returns the provider of the peers that use this address. Loopback connects the host under test
  /// with itself.
  private AsynchronousChannelProvider peers(InetSocketAddress address) {
    return address.getAddress().isLoopbackAddress() ? provider() : providerOf(peerHost);
  }

  private static AsynchronousChannelProvider providerOf(Host host) {
    return Objects.requireNonNull(host.runtime().channelProvider());
  }

  private InetSocketAddress addressOf(Host one) {
    return host == peerHost ? LOOPBACK : new InetSocketAddress(one.address(), 0);
  }

  @Override
  public InetSocketAddress ownAddress() {
    return addressOf(host);
  }

  @Override
  public InetSocketAddress peerAddress() {
    return addressOf(peerHost);
  }

  @Override
  public Peer connect(InetSocketAddress address) throws IOException {
    AsynchronousSocketChannel channel = peers(address).openAsynchronousSocketChannel(null);
    ChannelPeer.await(channel.connect(address));
    return new ChannelPeer(channel);
  }

  @Override
  public PeerListener listen(InetSocketAddress address, int receiveBytes) throws IOException {
    AsynchronousServerSocketChannel listener =
        peers(address).openAsynchronousServerSocketChannel(null);
    if (receiveBytes > 0) {
      listener.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
    }
    listener.bind(address);
    return new ChannelListener(listener, (InetSocketAddress) listener.getLocalAddress());
  }

  /// Returns the address of no host.
  @Override
  public InetSocketAddress silentAddress() {
    return new InetSocketAddress(InetAddress.ofLiteral("10.255.255.1"), 1);
  }

  @Override
  public void disturbNetwork() {
    Faults storm = Faults.storm();
    simulation.setFaults(
        Faults.none()
            .with(FaultKind.LOSS, storm.chance(FaultKind.LOSS))
            .with(FaultKind.SPLIT, storm.chance(FaultKind.SPLIT))
            .with(FaultKind.SHORT_READ, storm.chance(FaultKind.SHORT_READ)));
  }

  @Override
  public long openSockets() {
    return host.openSockets();
  }

  @Override
  public ExecutorService cachedPool(ThreadFactory threads) {
    return new SimulatedPool(runtime(), Integer.MAX_VALUE, threads);
  }

  @Override
  public ExecutorService fixedPool(int most, ThreadFactory threads) {
    return new SimulatedPool(runtime(), most, threads);
  }

  @Override
  public ExecutorService virtualThreads() {
    return cachedPool(task -> runtime().newVirtualThread("virtual", task));
  }

  /// Returns a hash of everything that has happened. Equal runs have equal hashes.
  public long traceHash() {
    return simulation.traceHash();
  }

  @Override
  public void close() {
    simulation.close();
  }

  private record ChannelListener(
      AsynchronousServerSocketChannel listener, InetSocketAddress address) implements PeerListener {
    @Override
    public Peer accept() throws IOException {
      return new ChannelPeer(ChannelPeer.await(listener.accept()));
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
