package dev.wharf.bench.compare;

import dev.wharf.bench.server.Peer;
import dev.wharf.bench.server.PeerCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A server that takes part in comparisons.
///
/// @param title the server's name in tables, and on the command line
/// @param arguments the arguments of `./wharf bench` that start the server; empty for the program
///   in C
/// @param protobuf whether the server answers only protobuf packets, and no other frames
record Contender(String title, List<String> arguments, boolean protobuf) {
  /// The title of the server that all other servers are compared with.
  static final String PLAIN = Peer.NIO2.title();

  static final String NETTY_EPOLL = Peer.NETTY_EPOLL.title();

  static final String NATIVE = PeerCommand.C_EPOLL;

  /// The titles of Netty's two servers on io_uring. Only the better one of them counts in a
  /// comparison.
  static final List<String> NETTY_URING =
      List.of(Peer.NETTY_URING.title(), Peer.NETTY_URING_RING.title());

  /// Returns all servers, those of Wharf first.
  static List<Contender> all() {
    List<Contender> all = new ArrayList<>();
    for (String provider : List.of("jdk", "uring")) {
      all.add(wharf(provider, false));
      all.add(wharf(provider, true));
    }
    Arrays.stream(Peer.values()).map(Contender::of).forEach(all::add);
    all.add(new Contender(NATIVE, List.of(), false));
    return List.copyOf(all);
  }

  /// Returns the servers with these titles, in this order.
  static List<Contender> titled(String... titles) {
    return Arrays.stream(titles)
        .flatMap(title -> all().stream().filter(contender -> contender.title.equals(title)))
        .toList();
  }

  /// Returns the engine's servers on both providers, and the servers of Netty that are most similar
  /// to them.
  static List<Contender> enginesAndNetty() {
    return titled(
        "wharf-jdk", "wharf-uring", NETTY_EPOLL, NETTY_URING.getFirst(), NETTY_URING.getLast());
  }

  /// Returns the servers of [#enginesAndNetty], plain NIO.2, and the server in C as the lower
  /// bound.
  static List<Contender> enginesAndPeers() {
    List<Contender> all = new ArrayList<>(enginesAndNetty());
    all.addAll(titled(PLAIN, NATIVE));
    return all;
  }

  /// Returns this server with the option for broadcasts.
  Contender broadcasting() {
    return with(title, "--broadcast");
  }

  /// Returns this server with the option for this number of workers. Only the engine's servers
  /// support this option.
  Contender withWorkers(int workers) {
    return with(title + "-" + workers + "-workers", "--workers", Integer.toString(workers));
  }

  private Contender with(String otherTitle, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return new Contender(otherTitle, List.copyOf(all), protobuf);
  }

  boolean isNative() {
    return title.equals(NATIVE);
  }

  private static Contender of(Peer peer) {
    return new Contender(peer.title(), List.of("peer", peer.title()), false);
  }

  private static Contender wharf(String provider, boolean protobuf) {
    List<String> arguments = new ArrayList<>(List.of("echo-server", "--provider", provider));
    if (protobuf) {
      arguments.add("--protobuf");
    }
    String title = "wharf-" + provider + (protobuf ? "-protobuf" : "");
    return new Contender(title, List.copyOf(arguments), protobuf);
  }
}
