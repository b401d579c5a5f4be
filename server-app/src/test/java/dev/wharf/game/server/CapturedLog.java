package dev.wharf.game.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/// Captures all log lines of this project, of every level, while this object is open. The captured
/// lines are not printed on the console.
public final class CapturedLog implements AutoCloseable {
  private final Logger log = (Logger) LoggerFactory.getLogger("dev.wharf");
  private final Level levelBefore = log.getLevel();
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private CapturedLog() {
    appender.list = new CopyOnWriteArrayList<>();
    appender.start();
    log.addAppender(appender);
    log.setLevel(Level.TRACE);
    log.setAdditive(false);
  }

  public static CapturedLog open() {
    return new CapturedLog();
  }

  /// Returns the captured lines. A line includes the message of the logged exception.
  public List<String> lines() {
    return appender.list.stream()
        .flatMap(
            event ->
                Stream.concat(
                    Stream.of(event.getFormattedMessage()), messages(event.getThrowableProxy())))
        .toList();
  }

  private static Stream<String> messages(IThrowableProxy thrown) {
    return Stream.iterate(thrown, one -> one != null, IThrowableProxy::getCause)
        .map(one -> String.valueOf(one.getMessage()));
  }

  @Override
  public void close() {
    log.setAdditive(true);
    log.setLevel(levelBefore);
    log.detachAppender(appender);
    appender.stop();
  }
}
