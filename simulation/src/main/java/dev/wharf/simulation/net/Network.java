package dev.wharf.simulation.net;

import dev.wharf.simulation.fault.FaultInjector;
import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The hosts of the simulation. Connects one host to another.
public final class Network {
  private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
  private static final int MOST_RETRIES = 6;

  private final Scheduler scheduler;
  private final SplittableRandom random;
  private final NetworkConditions conditions;
  private final FaultInjector injector;
  private final Map<InetAddress, Node> nodes = new HashMap<>();

  /// The number of connects that have begun.
  private int connects;

  /// Creates a network without hosts.
  public Network(
      Scheduler scheduler,
      SplittableRandom random,
      NetworkConditions conditions,
      FaultInjector injector) {
    this.scheduler = scheduler;
    this.random = random;
    this.conditions = conditions;
    this.injector = injector;
  }

  /// Adds a host, with the next address of 10.0.0.0/8.
  ///
  /// @param name the name that the trace shows
  public Node addNode(String name) {
    int number = nodes.size() + 1;
    byte[] address = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    try {
      Node node = new Node(name, number, InetAddress.getByAddress(address), scheduler, injector);
      nodes.put(node.address(), node);
      return node;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /// Begins to connect a host to an address.
  ///
  /// @param from the host that connects
  /// @param local the address from which it connects
  /// @param remote the address to which it connects
  /// @param whenDone gets the connection, or null and the failure
  /// @return the attempt, which the caller can give up
  Attempt connect(
      Node from,
      InetSocketAddress local,
      InetSocketAddress remote,
      BiConsumer<@Nullable Endpoint, @Nullable IOException> whenDone) {
    Node to = from.isOwn(remote.getAddress()) ? from : nodes.get(remote.getAddress());
    Attempt attempt = new Attempt(from, local, remote, to, whenDone);
    attempt.start();
    return attempt;
  }

  /// An attempt to connect, until it has succeeded, has failed or is given up.
  final class Attempt {
    private final int number = ++connects;
    private final Node from;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final @Nullable Node to;
    private final BiConsumer<@Nullable Endpoint, @Nullable IOException> whenDone;
    private final @Nullable Path path;
    private int retries;
    private boolean isGivenUp;

    Attempt(
        Node from,
        InetSocketAddress local,
        InetSocketAddress remote,
        @Nullable Node to,
        BiConsumer<@Nullable Endpoint, @Nullable IOException> whenDone) {
      this.from = from;
      this.local = local;
      this.remote = remote;
      this.to = to;
      this.whenDone = whenDone;
      this.path =
          to == null
              ? null
              : new Path(
                  number, from.condition(), to.condition(), conditions, injector, random.split());
    }

    void giveUp() {
      isGivenUp = true;
    }

    private void start() {
      Node target = to;
      Path way = path;
      if (target == null || way == null) {
        retry();
      } else {
        scheduler.after(way.nanosFor(0), () -> arrive(target, way));
      }
    }

    private void arrive(Node target, Path way) {
      if (isGivenUp) {
        return;
      }
      List<Node.Listener> listeners = target.listeners(remote);
      if (way.isCut() || way.losesSegment()) {
        retry();
      } else if (listeners.isEmpty()) {
        answer(way, null, Failures.ofConnect("Connection refused"));
      } else {
        offer(listeners.get(random.nextInt(listeners.size())), target, way);
      }
    }

    private void offer(Node.Listener listener, Node target, Path way) {
      if (!listener.isFull()) {
        Endpoint client = Endpoint.connect(scheduler, way, from, local, target, remote);
        client.planCut();
        listener.offer(client.peer());
        answer(way, client, null);
      } else {
        retry();
      }
    }

    private void answer(Path way, @Nullable Endpoint client, @Nullable IOException failure) {
      scheduler.after(way.nanosFor(0), () -> done(client, failure));
    }

    private void retry() {
      if (retries > MOST_RETRIES) {
        done(null, Failures.ofConnect("Connection timed out"));
      } else {
        scheduler.after(FIRST_RETRY_NANOS << retries++, this::restart);
      }
    }

    private void restart() {
      if (!isGivenUp) {
        start();
      }
    }

    private void done(@Nullable Endpoint client, @Nullable IOException failure) {
      if (!isGivenUp) {
        whenDone.accept(client, failure);
      } else if (client != null) {
        client.abort();
      }
    }
  }
}
