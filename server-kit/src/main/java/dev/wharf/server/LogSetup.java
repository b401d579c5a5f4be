package dev.wharf.server;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.wharf.engine.log.AsyncPrintStream;
import dev.wharf.server.config.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.slf4j.event.Level;

/// Sets up standard error for logged events and lines for people. With `log.format = json`, the
/// lines and all other output of the process there become events too. Only the launcher uses it: an
/// embedded server leaves the logging to its host.
///
/// Thread-safe, but for [#apply].
final class LogSetup {
  private static final Logger log = LoggerFactory.getLogger(LogSetup.class);
  private static final Logger STDERR = LoggerFactory.getLogger("stderr");

  /// How long the end of the process waits for a terminal or pipe to take what is left.
  private static final Duration TO_WRITE = Duration.ofSeconds(2);

  private final PrintStream target;

  /// Set once the events are JSON. Published to whoever prints.
  private volatile boolean isJson;

  /// @param target where all of it goes in the end
  LogSetup(PrintStream target) {
    this.target = target;
  }

  /// Takes over the process's streams, so that no thread that logs or prints waits for them. Queued
  /// lines are written when the process ends, for up to two seconds.
  static LogSetup ofProcess() {
    AsyncPrintStream out =
        AsyncPrintStream.standardOutput(
            lost -> log.warn("{} lines of standard output were lost: nobody took them", lost));
    AsyncPrintStream err =
        AsyncPrintStream.standardError(
            lost -> log.warn("{} lines of the log were lost: nobody took them", lost));
    LogSetup setup = new LogSetup(err);
    System.setOut(out);
    System.setErr(new PrintStream(setup.new Stray(), false, StandardCharsets.UTF_8));
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> log.error("thread {} has ended: it threw", thread.getName(), thrown));
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("log-end").unstarted(() -> awaitWritten(err, out)));
    return setup;
  }

  private static void awaitWritten(AsyncPrintStream err, AsyncPrintStream out) {
    long end = System.nanoTime() + TO_WRITE.toNanos();
    boolean _ = err.awaitWritten(TO_WRITE);
    boolean _ = out.awaitWritten(Duration.ofNanos(end - System.nanoTime()));
  }

  /// How many lines of standard error were lost, since nobody took them.
  long lost() {
    return target instanceof AsyncPrintStream async ? async.lost() : 0;
  }

  /// Has logback log as the configuration says.
  void apply(ServerConfig.Log config) {
    logAs(config.format());
    if (target instanceof AsyncPrintStream async) {
      async.setCapacity(Math.toIntExact(config.buffer()));
    }
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      root(context).setLevel(ch.qos.logback.classic.Level.valueOf(config.level().name()));
    }
  }

  /// Has logback log in a format.
  void logAs(ServerConfig.LogFormat format) {
    if (format == ServerConfig.LogFormat.JSON // else it is text, as logback.xml has it
        && !isJson
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      JsonEncoder encoder = new JsonEncoder();
      encoder.setContext(context);
      encoder.setWithFormattedMessage(true);
      encoder.setWithArguments(false); // the formatted message has them
      encoder.start();
      OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
      appender.setName("console");
      appender.setContext(context);
      appender.setEncoder(encoder);
      appender.setOutputStream(target);
      appender.start();
      root(context).detachAndStopAllAppenders();
      root(context).addAppender(appender);
      isJson = true;
    }
  }

  private static ch.qos.logback.classic.Logger root(LoggerContext context) {
    return context.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  /// Writes a line of information.
  void note(String line) {
    tell(Level.INFO, line);
  }

  /// Writes a line about an error.
  void complain(String line) {
    tell(Level.ERROR, line);
  }

  private void tell(Level level, String line) {
    if (isJson) {
      log.atLevel(level).log(line);
    } else {
      target.println(line);
    }
  }

  /// Standard error for those who do not log: libraries, the usage text, the JDK. Guarded by the
  /// print stream in front of it.
  private final class Stray extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (!isJson) {
        target.write(bytes, offset, length);
        return;
      }
      for (int i = offset; i < offset + length; i++) {
        if (bytes[i] == '\n') {
          logLine();
        } else {
          line.write(bytes[i]);
        }
      }
    }

    @Override
    public void flush() {
      if (!isJson) {
        target.flush();
      }
    }

    private void logLine() {
      String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
      line.reset();
      if (!text.isEmpty()) {
        STDERR.warn(text);
      }
    }
  }
}
