package dev.wharf.swarm;

import dev.wharf.game.client.ClientMain;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// The JVMs that the tests of this module start. Before the first test, a short run of the swarm
/// makes an archive of its classes. With the archive, each JVM starts in half the processor time.
///
/// The tests' own JVM has the option that names the archive, and [JavaCommand] copies it. Where the
/// archive does not fit, the JVM starts without it.
public final class ChildJvm implements LauncherSessionListener {
  private static final String CLASS_PATH = "java.class.path";
  private static final String USE = "-XX:SharedArchiveFile=";
  private static final String MAKE = "-XX:ArchiveClassesAtExit=";

  /// Creates the listener. JUnit calls this constructor.
  public ChildJvm() {}

  /// Returns the command line that runs a class of the class path, for a shell.
  ///
  /// @param arguments as text for the shell
  public static String line(Class<?> main, String arguments) {
    return JavaCommand.of(main.getName(), List.of()).stream()
        .map(word -> "'" + word + "'")
        .collect(Collectors.joining(" ", "", " " + arguments));
  }

  /// Makes the archive. An archive has only classes of jars, and fits each class path that begins
  /// with these jars. So the folders come last from now on. Before Maven's phase `package`, the
  /// class path has folders in place of the project's jars, and there is no archive.
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    String source = ClientMain.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    if (!source.endsWith(".jar")) {
      return;
    }
    var entries =
        Arrays.stream(System.getProperty(CLASS_PATH).split(File.pathSeparator))
            .collect(Collectors.partitioningBy(entry -> entry.endsWith(".jar")));
    String jars = String.join(File.pathSeparator, entries.get(true));
    System.setProperty(CLASS_PATH, jars);
    makeArchive();
    List<String> all = new ArrayList<>(List.of(jars));
    all.addAll(entries.get(false));
    System.setProperty(CLASS_PATH, String.join(File.pathSeparator, all));
  }

  private static void makeArchive() {
    try (TestServer server = TestServer.start()) {
      List<String> arguments = new ArrayList<>(List.of("swarm", "--port", "" + server.port()));
      arguments.addAll(List.of("--clients", "4", "--duration", "300ms"));
      List<String> command = JavaCommand.of(ClientMain.class.getName(), arguments);
      command.replaceAll(word -> word.startsWith(USE) ? MAKE + word.substring(USE.length()) : word);
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
