package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/// Tests how the shipped logback.xml writes text of peers.
class LogLayoutTest {
  private static final String FORGED =
      "12\n10:00:00.000 INFO  [main] Forged - line\u001b[31m\u202e";

  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void configure() throws JoranException {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogSetup.class.getResource("/logback.xml"));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void keepsAMessageInItsLine() {
    assertThat(shown("said " + FORGED, null))
        .endsWith("- said 12?10:00:00.000 INFO  [main] Forged - line?[31m?\n")
        .hasLineCount(1);
  }

  @Test
  void keepsTheMessageOfAnExceptionInItsLine() {
    Throwable thrown = new IllegalStateException(FORGED, new NumberFormatException(FORGED));
    String shown = shown("a handler failed", thrown);

    assertThat(shown.lines().skip(1))
        .contains(
            "java.lang.IllegalStateException: 12?10:00:00.000 INFO  [main] Forged - line?[31m?",
            "Caused by: java.lang.NumberFormatException: 12?10:00:00.000 INFO  [main] Forged"
                + " - line?[31m?")
        .allMatch(line -> line.matches("(\tat |\t\\.\\.\\. |Caused by: |java\\.lang\\.Illegal).*"));
    assertThat(shown).endsWith("\n");
  }

  private String shown(String message, @Nullable Throwable thrown) {
    ch.qos.logback.classic.Logger log = context.getLogger(Logger.ROOT_LOGGER_NAME);
    var event = new LoggingEvent("", log, Level.ERROR, message, thrown, null);
    var appender = (OutputStreamAppender<ILoggingEvent>) log.getAppender("console");
    return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
  }
}
