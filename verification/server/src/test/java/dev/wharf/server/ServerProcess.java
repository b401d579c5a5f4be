package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.server.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server in a separate JVM, which is started as the launcher starts it. Closing this object
/// kills the process.
public final class ServerProcess implements AutoCloseable {
  static final Pattern READY = Pattern.compile("wharf-server ready on 127\\.0\\.0\\.1:([0-9]+)");

  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
  private static final int PATIENCE_SECONDS = 60;
  private static final List<String> JVM =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-cp",
          System.getProperty("java.class.path"),
          "-Xmx128m",
          "-XX:TieredStopAtLevel=1", // starts faster
          "-XX:+UseSerialGC",
          "-Dlogback.configurationFile=logback.xml", // the server's own, not the tests'
          NATIVE_ACCESS,
          "dev.wharf.game.server.ServerMain");

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final List<Thread> readers = new ArrayList<>();

  /// Creates the object for a started process.
  ///
  /// @param isRead whether a thread reads the standard error of the process from the start
  private ServerProcess(Process process, boolean isRead) {
    this.process = process;
    this.readers.add(reader(process.inputReader(StandardCharsets.UTF_8), output));
    if (isRead) {
      readErrors();
    }
  }

  static ServerProcess start(String... arguments) {
    return start(JVM, arguments);
  }

  /// Starts a server whose process may open only this number of file descriptors. Not on Windows.
  public static ServerProcess startWithDescriptors(int most, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh"));
    command.addAll(JVM);
    return start(command, arguments);
  }

  /// Starts a server whose JVM forbids native calls.
  static ServerProcess startWithoutNativeAccess(String... arguments) {
    return start(JVM.stream().filter(option -> !option.equals(NATIVE_ACCESS)).toList(), arguments);
  }

  /// Starts a server whose JVM has one more option.
  static ServerProcess startWith(String jvmOption, String... arguments) {
    List<String> jvm = new ArrayList<>(JVM);
    jvm.add(1, jvmOption);
    return start(jvm, arguments);
  }

  /// Starts a [RobbedServer].
  static ServerProcess startRobbed(String... arguments) {
    List<String> jvm = new ArrayList<>(JVM);
    jvm.set(jvm.size() - 1, RobbedServer.class.getName());
    return start(jvm, arguments);
  }

  /// Starts a server whose standard error nobody reads before [#readErrors] is called.
  static ServerProcess startUnread(String... arguments) {
    return start(JVM, false, arguments);
  }

  private static ServerProcess start(List<String> jvm, String... arguments) {
    return start(jvm, true, arguments);
  }

  private static ServerProcess start(List<String> jvm, boolean isRead, String... arguments) {
    List<String> command = new ArrayList<>(jvm);
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("WHARF_"));
    try {
      return new ServerProcess(builder.start(), isRead);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits for the line that says that the server accepts clients.
  ///
  /// @return the TCP port that the server listens on
  public int awaitReady() {
    RunningServer.eventually(
        () -> assertThat(output).as("%s", errors).anyMatch(READY.asMatchPredicate()));
    Matcher ready = READY.matcher(output.getLast());
    assertThat(ready.matches()).as("%s", output).isTrue();
    return Integer.parseInt(ready.group(1));
  }

  /// Writes a line to the standard input of the process.
  void tell(String line) {
    try {
      process.outputWriter().append(line).append('\n').flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends SIGTERM to the process through its handle. [Process#destroy] would also close the output
  /// of the process.
  void terminate() {
    process.toHandle().destroy();
  }

  void awaitError(String line) {
    RunningServer.eventually(() -> assertThat(errors).contains(line));
  }

  /// Waits for the end of the process.
  ///
  /// @return the exit code
  int awaitExit() {
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("%s", errors).isTrue();
      for (Thread reader : readers) {
        reader.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  /// Starts to read the standard error of the process.
  void readErrors() {
    readers.add(reader(process.errorReader(StandardCharsets.UTF_8), errors));
  }

  /// Returns the lines that the process has written to standard output so far. After [#awaitExit],
  /// these are all lines.
  List<String> output() {
    return output;
  }

  /// Returns the lines that the process has written to standard error so far. After [#awaitExit],
  /// these are all lines.
  public List<String> errors() {
    return errors;
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }

  private static Thread reader(BufferedReader from, List<String> lines) {
    return Thread.ofPlatform().daemon().start(() -> from.lines().forEach(lines::add));
  }
}
