package dev.wharf.bench.server;

import dev.wharf.bench.NativeProgram;
import dev.wharf.bench.Workplace;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The command `./wharf bench peer`. It runs one of the servers that Wharf is compared with.
@Command(
    name = "peer",
    mixinStandardHelpOptions = true,
    description = "Runs one of the servers that Wharf is compared with; prints READY and its port.")
public final class PeerCommand implements Callable<Integer> {
  /// The name of the server in C on the command line.
  public static final String C_EPOLL = "c-epoll";

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "Which: ${COMPLETION-CANDIDATES}.")
  String name = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, on loopback; 0, the default, takes a free one.")
  int port;

  @Option(
      names = "--broadcast",
      description =
          "Sends frames with the id 200 to all connections; only Netty's servers support it.")
  boolean broadcast;

  @Option(
      names = "--tls",
      description =
          "Encrypts all connections with TLS 1.3, by BoringSSL; only Netty's servers support it.")
  boolean tls;

  @Option(
      names = "--websocket",
      description = "Sends messages of WebSocket back; only Netty's servers support it.")
  boolean webSocket;

  @Override
  public Integer call() throws Exception {
    if (name.equals(C_EPOLL)) {
      return runNative();
    }
    Peer peer = Peer.titled(name).orElseThrow(this::unknown);
    return Runner.run(peer.start(port, new Extras(broadcast, tls, webSocket)));
  }

  /// Runs the server in C, for a person who starts it by hand. A comparison starts the C program
  /// directly, so that only the CPU time of this program counts.
  private int runNative() throws IOException, InterruptedException {
    String program = NativeProgram.get(Workplace.find(), NativeProgram.EPOLL_ECHO).toString();
    Process process = new ProcessBuilder(program, Integer.toString(port)).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process.waitFor();
  }

  @SuppressWarnings("NullAway") // picocli has set it
  private ParameterException unknown() {
    return new ParameterException(
        spec.commandLine(),
        "there is no peer '" + name + "'; there are " + String.join(", ", names()));
  }

  private static List<String> names() {
    return Stream.concat(Stream.of(Peer.values()).map(Peer::title), Stream.of(C_EPOLL)).toList();
  }

  /// The names of all servers, for the help text.
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names().iterator();
    }
  }
}
