package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests how the engine reports stalls of workers, and which events it records in Flight Recorder.
class TraceTest {
  private static CompletionPort watched(String name, PortOptions.Shape shape) {
    return CompletionPort.open(
        PortOptions.defaults()
            .withName(name)
            .withProvider(EngineFixture.PROVIDER)
            .withShape(shape)
            .withWorkers(2)
            .withStallThreshold(Duration.ofMillis(50)));
  }

  private static void keep(CountDownLatch goOn) {
    try {
      assertThat(goOn.await(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The stall detector must report each stall once. The test waits for the report of a second
  /// stall, because the detector has then looked at the first stall again.
  @ParameterizedTest
  @EnumSource
  void reportsAHandlerThatKeepsItsWorkerOnce(PortOptions.Shape shape) throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    try (CompletionPort port = watched("stalling", shape)) {
      long before = port.stalls();
      port.executor().execute(() -> keep(first));
      EngineFixture.until("reported", () -> port.stalls() >= before + 1);
      port.executor().execute(() -> keep(second));
      EngineFixture.until("the second stall is reported", () -> port.stalls() >= before + 2);
      assertThat(port.stalls()).as("the first stall is not reported again").isEqualTo(before + 2);
      first.countDown();
      second.countDown();
    }
  }

  @Test
  void tracesAcceptCloseSlowReaderAndStall(@TempDir Path directory) throws Exception {
    Probes probes = Probes.echo();
    CountDownLatch goOn = new CountDownLatch(1);
    String detail = "traced by " + directory.getFileName();
    Path file = directory.resolve("events.jfr");
    long id;
    try (Recording recording = new Recording()) {
      recording.start();
      try (CompletionPort port = watched("traced", PortOptions.Shape.SHARED)) {
        ServerService server =
            ServerService.start(
                port,
                EngineFixture.open()
                    .withSession(
                        EngineFixture.open()
                            .session()
                            .withSendQueue(SendQueueLimits.of(4, 1 << 10))),
                probes);
        try (Socket socket = new Socket()) {
          socket.connect(server.localAddress());
          Session session = probes.next().session();
          id = session.id();
          session.execute(
              () -> {
                EngineFixture.send(session, (byte) 1);
                EngineFixture.send(session, (byte) 2);
                assertThat(session.isSlow()).isTrue();
              });
          long before = port.stalls();
          port.executor().execute(() -> keep(goOn));
          EngineFixture.until("a stall", () -> port.stalls() > before);
          goOn.countDown();
          EngineFixture.until("no longer slow", () -> !session.isSlow());
          session.close(CloseReason.KICKED, detail);
        }
      }
      recording.stop();
      recording.dump(file);
    }
    assertThat(Files.size(file)).isPositive();
    List<RecordedEvent> events = readEvents(file);
    assertThat(of(events, "wharf.Close"))
        .filteredOn(event -> event.getString("detail").equals(detail))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getString("reason")).isEqualTo("KICKED");
              assertThat(event.getLong("session")).isEqualTo(id);
            });
    assertThat(of(events, "wharf.Accept"))
        .anySatisfy(
            event -> {
              assertThat(event.getLong("session")).isEqualTo(id);
              assertThat(event.getString("remoteAddress")).contains("127.0.0.1");
            });
    assertThat(of(events, "wharf.SlowReader"))
        .anySatisfy(
            event -> {
              assertThat(event.getInt("packets")).isEqualTo(2);
              assertThat(event.getInt("bytes")).isEqualTo(512);
            });
    assertThat(of(events, "wharf.Stall"))
        .anySatisfy(
            event -> {
              assertThat(event.getString("worker")).startsWith("traced-worker");
              assertThat(event.getLong("nanos")).isGreaterThanOrEqualTo(50_000_000);
            });
  }

  private static List<RecordedEvent> readEvents(Path file) throws IOException {
    return RecordingFile.readAllEvents(file);
  }

  private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
    return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
  }
}
