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

/// Sets up standard error. It gets log events and plain lines for people, such as the list of
/// settings at start. With `log.format = json`, the plain lines and all other output to standard
/// error become JSON log events too. Only [ServerCommand] uses this class; an embedded server does
/// not change the logging of its process.
///
/// Thread-safe, except [#apply].
final class LogSetup {
  private static final Logger log = LoggerFactory.getLogger(LogSetup.class);
  private static final Logger STDERR = LoggerFactory.getLogger("stderr");

  /// The longest time that the process waits at its end, until a slow terminal or pipe has taken
  /// the remaining lines.
  private static final Duration TO_WRITE = Duration.ofSeconds(2);

  private final PrintStream target;

  /// Whether log events are written as JSON. Volatile, because all printing threads read it.
  private volatile boolean isJson;

  /// Creates a setup that has not changed the logging yet.
  ///
  /// @param target receives the log events and the lines for people
  LogSetup(PrintStream target) {
    this.target = target;
  }

  /// Replaces the process's standard output and standard error by queues, so that no thread that
  /// logs or prints blocks on them. At its end, the process still writes the queued lines, for up
  /// to two seconds.
  static LogSetup ofProcess() {
    AsyncPrintStream out =
        AsyncPrintStream.standardOutput(
            lost ->
                log.warn(
                    "{} lines of standard output were dropped: its reader was too slow", lost));
    AsyncPrintStream err =
        AsyncPrintStream.standardError(
            lost ->
                log.warn(
                    "{} lines of the log were dropped: the reader of standard error was too slow",
                    lost));
    LogSetup setup = new LogSetup(err);
    System.setOut(out);
    System.setErr(new PrintStream(setup.new Stray(), false, StandardCharsets.UTF_8));
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) ->
            log.error("thread {} ended with an exception", thread.getName(), thrown));
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

  /// Returns the number of lines of standard error that were dropped, because its reader was too
  /// slow.
  long lost() {
    return target instanceof AsyncPrintStream async ? async.lost() : 0;
  }

  /// Applies the `log` settings: the format, the size of the queue, and the lowest level that is
  /// logged.
  void apply(ServerConfig.Log config) {
    logAs(config.format());
    if (target instanceof AsyncPrintStream async) {
      async.setCapacity(Math.toIntExact(config.buffer()));
    }
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      root(context).setLevel(ch.qos.logback.classic.Level.valueOf(config.level().name()));
    }
  }

  /// Changes the log to this format. JSON stays on; a later call with text has no effect.
  void logAs(ServerConfig.LogFormat format) {
    if (format == ServerConfig.LogFormat.JSON // TEXT is the default of logback.xml
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

  /// Writes a line for people. With JSON logging, the line is a log event of level INFO.
  void info(String line) {
    print(Level.INFO, line);
  }

  /// Writes a line for people that reports an error. With JSON logging, the line is a log event of
  /// level ERROR.
  void error(String line) {
    print(Level.ERROR, line);
  }

  private void print(Level level, String line) {
    if (isJson) {
      log.atLevel(level).log(line);
    } else {
      target.println(line);
    }
  }

  /// The stream that replaces standard error. Libraries, the JDK and the usage text print to it
  /// without a logger. With JSON logging, each of their lines becomes a log event. Guarded by the
  /// lock of the [PrintStream] that wraps this stream.
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
