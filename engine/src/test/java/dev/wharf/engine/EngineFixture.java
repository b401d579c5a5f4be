package dev.wharf.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.service.SocketPort;
import dev.wharf.engine.uring.channels.UringProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/// A completion port and the services that a test has opened on it. Closing the fixture closes the
/// services and the port, and fails unless the port's ledger is at zero.
public final class EngineFixture implements AutoCloseable {
  /// The tag of tests that use no completion port, or that use the same provider on every run. The
  /// build runs these tests once.
  public static final String ONCE = "once";

  public static final Duration PATIENCE = Duration.ofSeconds(20);

  /// How many times as often tests of rare races repeat their rounds: `-Dwharf.repeat=10`.
  public static final int REPEAT = Integer.getInteger("wharf.repeat", 1);

  private static final String PROVIDER_KEY = "wharf.test.provider";

  /// The provider of the channels that the tests use. The build runs the tests twice, with `auto`
  /// and with `jdk`.
  public static final PortOptions.Provider PROVIDER =
      PortOptions.Provider.valueOf(
          System.getProperty(PROVIDER_KEY, "auto").toUpperCase(Locale.ROOT));

  public final SocketPort port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  public EngineFixture(PortOptions.Shape shape, int workers) {
    this(PortOptions.defaults().withShape(shape).withWorkers(workers));
  }

  public EngineFixture(PortOptions options) {
    this(options, PROVIDER);
  }

  public EngineFixture(PortOptions options, PortOptions.Provider provider) {
    port =
        SocketPort.open(options.withStallThreshold(Duration.ofSeconds(5)).withProvider(provider));
  }

  public EngineFixture() {
    this(PortOptions.Shape.PER_WORKER, 2);
  }

  /// Skips the test when this system does not support the provider.
  public static void assumeAvailable(PortOptions.Provider provider) {
    String refusal = provider == PortOptions.Provider.URING ? UringProvider.refusal() : null;
    assumeTrue(refusal == null, refusal);
  }

  /// Returns the JVM option that sets [#PROVIDER] in another JVM.
  public static String asksFor(PortOptions.Provider provider) {
    return "-D" + PROVIDER_KEY + "=" + provider;
  }

  /// Returns options for tests: no limits for each address, and sessions need no login.
  public static ServerOptions open() {
    return ServerOptions.onLoopback(0)
        .withAdmission(AdmissionLimits.defaults().withExemptLoopback(true))
        .withSession(SessionOptions.defaults().withLoginTimeout(Duration.ZERO));
  }

  public ServerService serve(SessionHandlerFactory factory) {
    return ServerService.start(port, open(), factory);
  }

  public ServerService serve(ServerOptions options, SessionHandlerFactory factory) {
    return ServerService.start(port, options, factory);
  }

  /// Connects a plain blocking socket to the service. The fixture closes the socket at its end.
  public Socket socketTo(ServerService service) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
    socket.connect(service.localAddress(), (int) PATIENCE.toMillis());
    sockets.add(socket);
    return socket;
  }

  public InetSocketAddress addressOf(ServerService service) {
    return service.localAddress();
  }

  /// Sends a copy of the remaining bytes as one packet.
  public static SendResult send(Session session, ByteBuffer bytes) {
    try (SendBuffer buffer = session.sendBuffers().acquire(Math.max(1, bytes.remaining()))) {
      buffer.writeBytes(bytes);
      return session.send(buffer);
    }
  }

  public static SendResult send(Session session, byte... bytes) {
    return send(session, ByteBuffer.wrap(bytes));
  }

  /// Returns a handler that sends back every byte that it receives.
  public static SessionHandler echo() {
    return (session, received) -> send(session, received);
  }

  /// Waits until a condition is true. Fails when it is still false after [#PATIENCE].
  public static void until(String what, BooleanSupplier condition) {
    await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(condition::getAsBoolean);
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    port.close();
    until("ledger at zero", () -> port.ledger().isZero());
  }
}
