package dev.wharf.bench.compare;

import dev.wharf.bench.NativeProgram;
import dev.wharf.bench.server.Peer;
import dev.wharf.bench.server.PeerCommand;
import dev.wharf.protocol.resume.ResumeOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// A server that takes part in comparisons.
///
/// @param title the server's name in tables, and on the command line
/// @param arguments the arguments of `./wharf bench` that start the server; empty for the program
///   in C
/// @param loadArguments the arguments of the echo load that this server needs: empty for a server
///   that sends all frames back
/// @param tls whether the connections are encrypted
record Contender(String title, List<String> arguments, List<String> loadArguments, boolean tls) {
  private static final List<String> PROTOBUF = List.of("--protobuf");

  /// The title of the server that all other servers are compared with.
  static final String PLAIN = Peer.NIO2.title();

  static final String NETTY_EPOLL = Peer.NETTY_EPOLL.title();

  static final String NATIVE = PeerCommand.C_EPOLL;

  /// The titles of Netty's two servers on io_uring. Only the better one of them counts in a
  /// comparison.
  static final List<String> NETTY_URING =
      List.of(Peer.NETTY_URING.title(), Peer.NETTY_URING_RING.title());

  /// The titles of Netty's servers with TLS. Only the better one of them counts in a comparison.
  static final List<String> NETTY_TLS =
      Stream.of(NETTY_EPOLL, NETTY_URING.getFirst()).map(title -> title + "-tls").toList();

  /// The titles of Netty's servers with WebSocket. Only the better one of them counts in a
  /// comparison.
  static final List<String> NETTY_WEBSOCKET =
      Stream.of(NETTY_EPOLL, NETTY_URING.getFirst()).map(title -> title + "-websocket").toList();

  /// Returns all servers, those of Wharf first.
  static List<Contender> all() {
    return Stream.of(plain(), encrypted(), webSocket()).flatMap(List::stream).toList();
  }

  /// Returns all servers without TLS.
  static List<Contender> plain() {
    List<Contender> all = new ArrayList<>();
    for (String provider : List.of("jdk", "uring")) {
      all.add(wharf(provider));
      all.add(protobuf(provider));
      all.add(resumable(provider));
    }
    Arrays.stream(Peer.values()).map(Contender::of).forEach(all::add);
    all.add(new Contender(NATIVE, List.of(), List.of(), false));
    return List.copyOf(all);
  }

  /// Returns all servers with TLS: those of Wharf with BoringSSL and with the JDK's TLS, and those
  /// of Netty with BoringSSL.
  static List<Contender> encrypted() {
    List<Contender> all = new ArrayList<>();
    for (String provider : List.of("jdk", "uring")) {
      all.add(wharf(provider).withTls("tls", "--tls", "boringssl"));
      all.add(wharf(provider).withTls("jsse", "--tls", "jdk"));
    }
    for (Peer peer : List.of(Peer.NETTY_EPOLL, Peer.NETTY_URING)) {
      all.add(of(peer).withTls("tls", "--tls"));
    }
    return List.copyOf(all);
  }

  /// Returns all servers with WebSocket.
  static List<Contender> webSocket() {
    return Stream.of(wharf("jdk"), wharf("uring"), of(Peer.NETTY_EPOLL), of(Peer.NETTY_URING))
        .map(Contender::withWebSocket)
        .toList();
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
    return new Contender(otherTitle, List.copyOf(all), loadArguments, tls);
  }

  private Contender withTls(String suffix, String... options) {
    Contender other = with(title + "-" + suffix, options);
    return new Contender(other.title, other.arguments, loadArguments, true);
  }

  private Contender withWebSocket() {
    Contender other = with(title + "-websocket", "--websocket");
    return new Contender(other.title, other.arguments, List.of("--websocket"), tls);
  }

  boolean isNative() {
    return title.equals(NATIVE);
  }

  /// Returns the name of the load generator for this server's frames.
  String loadProgram() {
    return tls ? NativeProgram.LOAD_TLS : NativeProgram.LOAD;
  }

  private static Contender of(Peer peer) {
    return new Contender(peer.title(), List.of("peer", peer.title()), List.of(), false);
  }

  private static Contender wharf(String provider) {
    return new Contender(
        "wharf-" + provider, List.of("echo-server", "--provider", provider), List.of(), false);
  }

  private static Contender protobuf(String provider) {
    Contender protobuf = wharf(provider).with("wharf-" + provider + "-protobuf", "--protobuf");
    return new Contender(protobuf.title, protobuf.arguments, PROTOBUF, false);
  }

  /// Returns the protobuf server with sessions that can be resumed. The load acknowledges as often
  /// as the server and a client of `client-kit` do.
  private static Contender resumable(String provider) {
    Contender resumable = protobuf(provider).with("wharf-" + provider + "-resume", "--resume");
    return new Contender(
        resumable.title,
        resumable.arguments,
        List.of("--protobuf", "--acknowledge", Integer.toString(ResumeOptions.ACKNOWLEDGE_EVERY)),
        false);
  }
}
