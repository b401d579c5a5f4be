package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// Tests that many sessions that end with the same fault make few lines in the log. The numbers in
/// these lines must add up to the number of the sessions.
///
/// The test runs isolated, because the log belongs to the whole process.
@Isolated
class LoggedEndingsTest {
  private static final int SESSIONS = 200;

  /// The largest number of lines that the sessions may make. The log accepts five lines a second,
  /// and closing takes a few seconds on a slow machine.
  private static final int MOST_LINES = SESSIONS / 4;

  private final Logger log = (Logger) LoggerFactory.getLogger(Service.class);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @BeforeEach
  void capture() {
    appender.list = new CopyOnWriteArrayList<>();
    appender.start();
    log.addAppender(appender);
    log.setAdditive(false);
  }

  @AfterEach
  void release() {
    log.setAdditive(true);
    log.detachAppender(appender);
  }

  @Test
  void logsAFloodOfMalformedFramesInAFewLinesAndASum() throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(Probes.echo());
      connect(engine, server);
      server.sessions().forEach(session -> session.close(CloseReason.FRAME_TOO_LARGE, "a test"));
      assertToldInFew(
          " ended: FRAME_TOO_LARGE ",
          Pattern.compile("(\\d+) more sessions ended with FRAME_TOO_LARGE in the last second"));
    }
  }

  @Test
  void logsAHandlerThatAlwaysFailsInAFewLinesAndASum() throws Exception {
    SessionHandler broken =
        (session, received) -> {
          throw new IllegalStateException("a test");
        };
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(_ -> broken);
      for (Socket socket : connect(engine, server)) {
        socket.getOutputStream().write(1);
      }
      assertToldInFew(
          ": its handler failed",
          Pattern.compile("its handler failed (\\d+) more times in the last second, with .*"));
    }
  }

  private List<Socket> connect(EngineFixture engine, ServerService server) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      sockets.add(engine.socketTo(server));
    }
    EngineFixture.until("all are accepted", () -> server.sessionCount() == SESSIONS);
    return sockets;
  }

  private void assertToldInFew(String line, Pattern sum) {
    EngineFixture.until(
        "all are logged",
        () -> count(line) + summed(sum).mapToLong(Long::longValue).sum() == SESSIONS);
    assertThat(count(line)).isBetween(1L, (long) MOST_LINES);
    assertThat(summed(sum).count()).isLessThan(MOST_LINES);
  }

  private long count(String part) {
    return messages().filter(message -> message.contains(part)).count();
  }

  private Stream<Long> summed(Pattern sum) {
    return messages().map(sum::matcher).filter(Matcher::matches).map(m -> Long.valueOf(m.group(1)));
  }

  private Stream<String> messages() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage);
  }
}
