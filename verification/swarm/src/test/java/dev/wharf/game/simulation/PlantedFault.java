package dev.wharf.game.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// A fault that a test plants into a class of the libraries or of the game. Compiles a changed copy
/// of the class, and plays cases with it until one goes wrong.
///
/// @param classes an empty folder, which gets the changed classes
/// @param player a class with a static method `problemOf(long seed)`, which plays a case and
///   returns what is wrong; an empty text when nothing is
record PlantedFault(Path classes, Class<?> player) {
  private static final Path ROOT = Path.of("..", "..");

  /// The number of seeds. The faults are found with one of the first ten.
  private static final int SEEDS = 40;

  /// Plays cases with a changed class.
  ///
  /// @param changes texts of the source, each with the text that replaces it
  /// @return the first problem; empty when no case goes wrong
  String firstProblem(String source, String... changes) throws Exception {
    compile(ROOT.resolve(source), changes);
    try (URLClassLoader changed = new ChangedLoader(classPath())) {
      Method play = changed.loadClass(player.getName()).getDeclaredMethod("problemOf", long.class);
      play.setAccessible(true);
      for (long seed = 1; seed <= SEEDS; seed++) {
        String problem = (String) play.invoke(null, seed);
        if (!problem.isEmpty()) {
          return problem;
        }
      }
      return "";
    }
  }

  private void compile(Path source, String... changes) throws IOException {
    String text = Files.readString(source);
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(text).containsOnlyOnce(changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    Path changed = Files.writeString(classes.resolve(source.getFileName()), text);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-nowarn",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                changed.toString());
    assertThat(code).as("the exit code of the compiler").isZero();
  }

  /// Returns the class path of the tests, behind the changed classes.
  private URL[] classPath() {
    return Stream.concat(
            Stream.of(classes),
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of))
        .map(PlantedFault::url)
        .toArray(URL[]::new);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Loads all classes of Wharf and of the game again. Those of others it takes from the test's
  /// loader, because they are compiled and warm there.
  private static final class ChangedLoader extends URLClassLoader {
    ChangedLoader(URL[] classPath) {
      super(classPath, PlantedFault.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.wharf.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }

    @Override
    public URL getResource(String name) {
      return findResource(name);
    }
  }
}
