package dev.wharf.simulation.net;

import dev.wharf.simulation.completion.ExecutorGroup;
import dev.wharf.simulation.completion.FixedGroup;
import dev.wharf.simulation.completion.SimulatedGroup;
import dev.wharf.simulation.schedule.Life;
import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Opens the asynchronous channels of a host, for one [Life] of the host.
///
/// The threads of a group's executor must be threads of the host's runtime, and must wait for their
/// tasks through the runtime, because the simulation does not control other threads.
public final class SimulatedProvider extends AsynchronousChannelProvider {
  private final Scheduler scheduler;
  private final Life life;
  private final SplittableRandom random;
  private final Network network;
  private final Node node;
  private @Nullable SimulatedGroup defaultGroup;

  /// Creates the provider of a host.
  public SimulatedProvider(
      Scheduler scheduler, Life life, SplittableRandom random, Network network, Node node) {
    this.scheduler = scheduler;
    this.life = life;
    this.random = random;
    this.network = network;
    this.node = node;
  }

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(
      int nThreads, ThreadFactory threadFactory) throws IOException {
    scheduler.checkTurn();
    if (nThreads < 1) {
      throw new IllegalArgumentException("'nThreads' must be > 0");
    }
    node.checkUp();
    return newGroup(nThreads, threadFactory);
  }

  private SimulatedGroup newGroup(int threads, ThreadFactory factory) {
    return new FixedGroup(this, scheduler, life, random.split(), threads, factory);
  }

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(
      ExecutorService executor, int initialSize) throws IOException {
    scheduler.checkTurn();
    Objects.requireNonNull(executor, "executor");
    node.checkUp();
    return new ExecutorGroup(this, scheduler, executor);
  }

  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    node.checkUp();
    return new SimulatedServerChannel(scheduler, network, node, ours(group));
  }

  @Override
  public AsynchronousSocketChannel openAsynchronousSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    node.checkUp();
    return new SimulatedSocketChannel(
        scheduler, network, node, ours(group), SocketOptionValues.ofClient());
  }

  private SimulatedGroup ours(@Nullable AsynchronousChannelGroup group) {
    if (group == null) {
      return defaultGroup();
    }
    if (group instanceof SimulatedGroup own && own.provider() == this) {
      return own;
    }
    throw new IllegalChannelGroupException();
  }

  private SimulatedGroup defaultGroup() {
    SimulatedGroup group = defaultGroup;
    if (group == null) {
      group = newGroup(1, this::newDefaultThread);
      defaultGroup = group;
    }
    return group;
  }

  /// Creates a thread of the default group. [FixedGroup] starts it as a thread of the simulation.
  private Thread newDefaultThread(Runnable loop) {
    return Thread.ofPlatform().daemon().name(life + "-channels").unstarted(loop);
  }
}
