package dev.wharf.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.transform.TransformationFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A server that sends back every byte. Its close fails unless its port has nothing in use.
final class TlsEchoServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final CompletionPort port;
  final ServerService service;
  final Queue<Session> connected = new ConcurrentLinkedQueue<>();
  private final LinkedBlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();

  TlsEchoServer(TransformationFactory tls, PortOptions.Shape shape, int workers) {
    this(tls, shape, workers, Duration.ofSeconds(20));
  }

  TlsEchoServer(
      TransformationFactory tls, PortOptions.Shape shape, int workers, Duration handshakeTimeout) {
    port = CompletionPort.open(PortOptions.defaults().withShape(shape).withWorkers(workers));
    SessionOptions session =
        SessionOptions.defaults()
            .withLoginTimeout(Duration.ZERO)
            .withConnectTimeout(handshakeTimeout)
            .withSendQueue(SendQueueLimits.of(10_000, 4 << 20))
            .withTransformation(tls);
    ServerOptions options =
        ServerOptions.onLoopback(0)
            .withAdmission(AdmissionLimits.defaults().withExemptLoopback(true))
            .withSession(session);
    service = ServerService.start(port, options, _ -> new Echo());
  }

  private final class Echo implements SessionHandler {
    @Override
    public void onConnected(Session session) {
      connected.add(session);
    }

    @Override
    public void onReceived(Session session, ByteBuffer received) {
      send(session, received);
    }

    @Override
    public void onDisconnected(Session session, CloseReason reason) {
      ends.add(reason);
    }
  }

  static void send(Session session, ByteBuffer bytes) {
    try (SendBuffer buffer = session.sendBuffers().acquire(Math.max(1, bytes.remaining()))) {
      buffer.writeBytes(bytes);
      session.send(buffer);
    }
  }

  InetSocketAddress address() {
    return service.localAddress();
  }

  /// Waits for the next end of a session, and returns its reason.
  CloseReason nextEnd() throws InterruptedException {
    CloseReason reason = ends.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(reason).as("the end of a session").isNotNull();
    return reason;
  }

  static void until(String what, BooleanSupplier condition) {
    await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(condition::getAsBoolean);
  }

  @Override
  public void close() {
    service.close();
    port.close();
    until("nothing in use", () -> port.ledger().isZero());
  }
}
