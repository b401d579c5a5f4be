package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.transform.StepByStep;
import dev.wharf.engine.transform.TransformationFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests what a transformation can ask of its session between two steps.
class TransformationStepsTest {
  private static final Executor ELSEWHERE = task -> new Thread(task, "elsewhere").start();

  private final LinkedBlockingQueue<StepByStep> made = new LinkedBlockingQueue<>();

  private ServerService serve(EngineFixture engine, Executor executor, Probes probes) {
    TransformationFactory factory =
        _ -> {
          StepByStep one = new StepByStep(executor);
          made.add(one);
          return one;
        };
    SessionOptions options = EngineFixture.open().session().withTransformation(factory);
    return engine.serve(EngineFixture.open().withSession(options), probes);
  }

  @ParameterizedTest
  @CsvSource({"SHARED,3", "PER_WORKER,2"})
  void makesTheHandshakeElsewhereAndSendsEverythingBeforeTheEnd(
      PortOptions.Shape shape, int workers) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, workers)) {
      ServerService server = serve(engine, ELSEWHERE, probes);
      byte[] text = "a handshake and a text".repeat(50).getBytes(StandardCharsets.US_ASCII);
      Socket socket = engine.socketTo(server);
      socket.getOutputStream().write(text);
      socket.getOutputStream().write(StepByStep.END);
      byte[] echoed = socket.getInputStream().readAllBytes();
      assertThat(echoed).isEqualTo(Arrays.copyOfRange(text, 1, text.length));
      assertThat(probes.next().reason()).isEqualTo(CloseReason.PEER_CLOSED);
      StepByStep one = made.poll(20, TimeUnit.SECONDS);
      assertThat(one.handshakeThread).isEqualTo("elsewhere");
      EngineFixture.until("closed", () -> one.closes.get() == 1);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void endsTheSessionWhenTheChannelEndsTooEarly() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = serve(engine, ELSEWHERE, probes);
      Socket socket = engine.socketTo(server);
      socket.getOutputStream().write("hi".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('i');
      socket.shutdownOutput();
      assertThat(probes.next().reason()).isEqualTo(StepByStep.INCOMPLETE);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void endsTheSessionWhenTheExecutorIsFull() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      Executor full =
          _ -> {
            throw new RejectedExecutionException("full");
          };
      ServerService server = serve(engine, full, probes);
      Socket socket = engine.socketTo(server);
      socket.getOutputStream().write(1);
      assertThat(probes.next().reason()).isEqualTo(CloseReason.OVERLOADED);
      StepByStep one = made.poll(20, TimeUnit.SECONDS);
      EngineFixture.until("closed", () -> one.closes.get() == 1);
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// A session that ends while its handshake runs elsewhere keeps its transformation until the
  /// handshake has ended.
  @Test
  void closesTheTransformationAfterTheStepElsewhere() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
      ServerService server = serve(engine, waiting::add, probes);
      Socket socket = engine.socketTo(server);
      socket.getOutputStream().write(1);
      Runnable step = waiting.poll(20, TimeUnit.SECONDS);
      server.sessions().forEach(session -> session.close(CloseReason.KICKED, ""));
      assertThat(probes.next().reason()).isEqualTo(CloseReason.KICKED);
      StepByStep one = made.poll(20, TimeUnit.SECONDS);
      assertThat(one.closes).hasValue(0);
      step.run();
      EngineFixture.until("closed", () -> one.closes.get() == 1);
    }
    probes.assertAllEndedOnceAndLast();
  }
}
