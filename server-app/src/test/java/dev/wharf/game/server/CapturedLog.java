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

/// Everything that this project logs while it is open, on every level; kept from the console.
public final class CapturedLog implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.wharf");
  private final Level levelBefore = logger.getLevel();
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private CapturedLog() {
    appender.list = new CopyOnWriteArrayList<>();
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
  }

  public static CapturedLog open() {
    return new CapturedLog();
  }

  /// What was logged, with the messages of the exceptions that go with it.
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
    logger.setAdditive(true);
    logger.setLevel(levelBefore);
    logger.detachAppender(appender);
    appender.stop();
  }
}
