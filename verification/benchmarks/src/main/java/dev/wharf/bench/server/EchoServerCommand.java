package dev.wharf.bench.server;

import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.transport.tls.TlsProvider;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `./wharf bench echo-server`. It runs an echo server on the engine.
@Command(
    name = "echo-server",
    mixinStandardHelpOptions = true,
    description = "Runs an echo server on the engine; prints READY and its port.")
public final class EchoServerCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, on loopback; 0, the default, takes a free one.")
  int port;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "The provider of the completion port: auto, jdk or uring; jdk by default.")
  String provider = "jdk";

  @Option(names = "--workers", paramLabel = "COUNT", description = "Worker threads; 1 by default.")
  int workers = 1;

  @Option(
      names = "--protobuf",
      description = "Parses and answers EchoRequest packets, instead of sending frames back.")
  boolean protobuf;

  @Option(
      names = "--resume",
      description = "Together with --protobuf: makes each session resumable.")
  boolean resume;

  @Option(
      names = "--broadcast",
      description = "Sends frames with the id 200 to all connections, and other frames back.")
  boolean broadcast;

  @Option(
      names = "--tls",
      paramLabel = "NAME",
      description = "Encrypts all connections with TLS 1.3, by boringssl or jdk.")
  @Nullable TlsProvider tls;

  @Option(names = "--websocket", description = "Lets all connections speak WebSocket.")
  boolean webSocket;

  @Override
  public Integer call() throws IOException {
    JdkChannels.waitForReadiness(); // as the launcher does for the game server
    PortOptions options =
        PortOptions.defaults().withWorkers(workers).withProvider(chosen()).withName("bench");
    return Runner.run(WharfEchoServer.start(options, port, tls, webSocket, sessions()));
  }

  private SessionHandlerFactory sessions() {
    if (protobuf) {
      return resume ? ResumableEcho.sessions() : ProtobufEcho.sessions();
    }
    return broadcast ? FrameEcho.toAll() : _ -> new FrameEcho(FrameEcho.BACK);
  }

  private PortOptions.Provider chosen() {
    try {
      return PortOptions.Provider.valueOf(provider.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw unknownProvider();
    }
  }

  @SuppressWarnings("NullAway") // picocli has set it
  private ParameterException unknownProvider() {
    List<String> names =
        Arrays.stream(PortOptions.Provider.values())
            .map(choice -> choice.name().toLowerCase(Locale.ROOT))
            .toList();
    return new ParameterException(
        spec.commandLine(),
        "there is no provider '" + provider + "'; there are " + String.join(", ", names));
  }
}
