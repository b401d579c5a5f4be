package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EchoTest {
  @ParameterizedTest
  @CsvSource({"SHARED,1", "SHARED,3", "PER_WORKER,1", "PER_WORKER,3"})
  void returnsEveryByteInOrder(PortOptions.Shape shape, int workers) throws Exception {
    try (EngineFixture engine = new EngineFixture(shape, workers)) {
      ServerService server = engine.serve(session -> EngineFixture.echo());
      for (int client = 0; client < 5; client++) {
        Socket socket = engine.socketTo(server);
        byte[] sent = new byte[200_000];
        new Random(client).nextBytes(sent);
        Thread writer = Thread.ofVirtual().start(() -> write(socket, sent));
        assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        writer.join();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectsServerToServerInOneProcess(PortOptions.Shape shape) throws Exception {
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(session -> EngineFixture.echo());
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      CompletableFuture<Integer> answered = new CompletableFuture<>();
      Session session =
          client.connect(
              server.localAddress(),
              s ->
                  new SessionHandler() {
                    @Override
                    public void onConnected(Session session) {
                      EngineFixture.send(session, (byte) 42);
                    }

                    @Override
                    public void onReceived(Session session, ByteBuffer received) {
                      answered.complete((int) received.get());
                    }
                  });
      assertThat(answered.get(20, TimeUnit.SECONDS)).isEqualTo(42);
      session.close(CloseReason.LOCAL);
    }
  }

  @ParameterizedTest
  @EnumSource
  void carriesManyMessagesOverManySessions(PortOptions.Shape shape) throws Exception {
    int clients = 50;
    int rounds = 200;
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(session -> EngineFixture.echo());
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      AtomicInteger done = new AtomicInteger();
      for (int i = 0; i < clients; i++) {
        client.connect(server.localAddress(), s -> new PingPong(rounds, done::incrementAndGet));
      }
      org.awaitility.Awaitility.await()
          .atMost(EngineFixture.PATIENCE)
          .until(() -> done.get() == clients);
      assertThat(server.counters().accepted()).isEqualTo(clients);
      assertThat(server.counters().bytesReceived()).isEqualTo((long) clients * rounds);
    }
  }

  private static final class PingPong implements SessionHandler {
    private int left;
    private final Runnable onDone;

    PingPong(int rounds, Runnable onDone) {
      this.left = rounds;
      this.onDone = onDone;
    }

    @Override
    public void onConnected(Session session) {
      EngineFixture.send(session, (byte) left);
    }

    @Override
    public void onReceived(Session session, ByteBuffer received) {
      assertThat(received.get()).isEqualTo((byte) left);
      if (--left == 0) {
        onDone.run();
      } else {
        EngineFixture.send(session, (byte) left);
      }
    }
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
