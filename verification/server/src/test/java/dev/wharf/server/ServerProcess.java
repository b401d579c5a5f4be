package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.ServerMain;
import dev.wharf.game.server.TestClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A server in a separate JVM, which is started as the launcher starts it. Closing this object
/// kills the process.
public final class ServerProcess implements AutoCloseable {
  static final Pattern READY = Pattern.compile("wharf-server ready on 127\\.0\\.0\\.1:([0-9]+)");

  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
  private static final int PATIENCE_SECONDS = 60;

  /// The class path: first the jars, then the folders.
  private static final Map<Boolean, List<String>> CLASS_PATH =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .collect(Collectors.partitioningBy(entry -> entry.endsWith(".jar")));

  /// An archive of the server's classes. With the archive, a JVM starts in half the processor time.
  /// The archive has only classes of jars, and fits each class path that begins with these jars.
  private static final String ARCHIVE = Path.of("target", "server.jsa").toAbsolutePath().toString();

  private static final List<String> COMMAND =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-cp",
          joined(CLASS_PATH.get(true), CLASS_PATH.get(false)),
          "-XX:SharedArchiveFile=" + ARCHIVE,
          "-Xlog:cds*=off",
          "-Xlog:aot*=off",
          "-Xmx128m",
          "-XX:TieredStopAtLevel=1", // starts faster
          "-XX:+UseSerialGC",
          "-Dlogback.configurationFile=logback.xml", // the server's own, not the tests'
          NATIVE_ACCESS,
          ServerMain.class.getName());

  /// Makes the archive before the first server starts. A class of its own, because threads that
  /// read a server's output would wait for the initialization of this class.
  private static final class Ready {
    static final List<String> JVM = COMMAND;

    static {
      if (isInAJar(ServerMain.class)) {
        makeArchive();
      }
    }
  }

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

  /// Whether a class comes from a jar, as all classes of a server do after Maven's phase `package`.
  private static boolean isInAJar(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath().endsWith(".jar");
  }

  /// Makes the archive from the classes that a server with one player has loaded.
  private static void makeArchive() {
    List<String> jvm = new ArrayList<>(COMMAND);
    jvm.set(2, joined(CLASS_PATH.get(true), List.of()));
    jvm.set(3, "-XX:ArchiveClassesAtExit=" + ARCHIVE);
    try (ServerProcess server =
        start(jvm, "--port=0", "--set=admin.enabled=true", "--set=admin.port=0")) {
      TestClient client = new TestClient(server.awaitReady());
      client.login("alice");
      client.join("lobby");
      client.close();
      server.terminate();
      int _ = server.awaitExit();
    }
  }

  private static String joined(List<String> first, List<String> then) {
    return Stream.concat(first.stream(), then.stream())
        .collect(Collectors.joining(File.pathSeparator));
  }

  static ServerProcess start(String... arguments) {
    return start(Ready.JVM, arguments);
  }

  /// Starts a server whose process may open only this number of file descriptors. Not on Windows.
  public static ServerProcess startWithDescriptors(int most, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh"));
    command.addAll(Ready.JVM);
    return start(command, arguments);
  }

  /// Starts a server that may not write files without the permission, also when the test runs as
  /// root. Null when this user cannot start one.
  static @Nullable ServerProcess startBoundByPermissions(String... arguments) {
    if (!System.getProperty("user.name").equals("root")) {
      return start(arguments);
    }
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search"));
    try {
      List<String> trial = new ArrayList<>(command);
      trial.add("true");
      if (new ProcessBuilder(trial).start().waitFor() != 0) {
        return null;
      }
    } catch (IOException e) {
      return null; // there is no setpriv
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    command.addAll(Ready.JVM);
    return start(command, arguments);
  }

  /// Starts a server whose JVM forbids native calls.
  static ServerProcess startWithoutNativeAccess(String... arguments) {
    return start(
        Ready.JVM.stream().filter(option -> !option.equals(NATIVE_ACCESS)).toList(), arguments);
  }

  /// Starts a server whose JVM has one more option.
  static ServerProcess startWith(String jvmOption, String... arguments) {
    List<String> jvm = new ArrayList<>(Ready.JVM);
    jvm.add(1, jvmOption);
    return start(jvm, arguments);
  }

  /// Starts a [RobbedServer].
  static ServerProcess startRobbed(String... arguments) {
    List<String> jvm = new ArrayList<>(Ready.JVM);
    jvm.set(jvm.size() - 1, RobbedServer.class.getName());
    return start(jvm, arguments);
  }

  /// Starts a server whose standard error nobody reads before [#readErrors] is called.
  static ServerProcess startUnread(String... arguments) {
    return start(Ready.JVM, false, arguments);
  }

  private static ServerProcess start(List<String> jvm, String... arguments) {
    return start(jvm, true, arguments);
  }

  private static ServerProcess start(List<String> jvm, boolean isRead, String... arguments) {
    ProcessBuilder builder = builder(jvm, arguments);
    builder.environment().put("WHARF_ACCOUNT_ENABLED", "false"); // starts faster, writes no file
    return start(builder, isRead);
  }

  /// Starts a server in a folder, with accounts, as a user does.
  static ServerProcess startIn(Path folder, String... arguments) {
    return start(builder(Ready.JVM, arguments).directory(folder.toFile()), true);
  }

  private static ProcessBuilder builder(List<String> jvm, String... arguments) {
    List<String> command = new ArrayList<>(jvm);
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("WHARF_"));
    return builder;
  }

  private static ServerProcess start(ProcessBuilder builder, boolean isRead) {
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
