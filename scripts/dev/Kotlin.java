package dev;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The Kotlin compiler, in this JVM. Maven fetches it when the first .kt file must be compiled.
final class Kotlin {
  private static final String COMPILER = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler";

  private final Project project;
  private @Nullable ClassLoader loader;

  Kotlin(Project project) {
    this.project = project;
  }

  /// Compiles the Kotlin sources of a module, which may use its Java sources. Prints errors.
  ///
  /// @param generated the folder of generated Java sources
  /// @return whether the sources compiled
  boolean compile(Module module, Path generated, String path, Path out)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-d", out.toString(), "-nowarn"));
    arguments.addAll(List.of("-no-stdlib", "-no-reflect", "-Xjspecify-annotations=strict"));
    arguments.addAll(List.of("-jdk-home", System.getProperty("java.home"), "-jvm-target", "25"));
    arguments.addAll(List.of(module.isNamed() ? "-Xmodule-path=" + path : "-cp=" + path));
    Stream.of(module.sources("kotlin"), module.sources("java"), generated)
        .filter(Files::exists)
        .forEach(folder -> arguments.add(folder.toString()));
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    String result = run(new PrintStream(output, true, StandardCharsets.UTF_8), arguments);
    if (result.equals("OK")) {
      return true;
    }
    System.out.print(project.relative(output.toString(StandardCharsets.UTF_8)));
    return false;
  }

  /// Returns the name of the compiler's exit code.
  private String run(PrintStream output, List<String> arguments)
      throws IOException, InterruptedException {
    ClassLoader compilers = loader == null ? load() : loader;
    loader = compilers;
    Thread.currentThread().setContextClassLoader(compilers);
    try {
      Class<?> type = compilers.loadClass(COMPILER);
      Object compiler = type.getConstructor().newInstance();
      return type.getMethod("exec", PrintStream.class, String[].class)
          .invoke(compiler, output, arguments.toArray(String[]::new))
          .toString();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the Kotlin compiler cannot be called", e);
    }
  }

  private ClassLoader load() throws IOException, InterruptedException {
    Path pom = project.root().resolve("scripts", "dev", "kotlin", "pom.xml");
    Path list = project.root().resolve("target", "dev", "kotlin-compiler.txt");
    Files.createDirectories(list.getParent());
    if (!project.maven(
        "-f", pom.toString(), "dependency:build-classpath", "-Dmdep.outputFile=" + list)) {
      throw new IOException("Maven could not fetch the Kotlin compiler: see above");
    }
    List<URL> jars = new ArrayList<>();
    for (String jar : Files.readString(list).strip().split(File.pathSeparator, -1)) {
      jars.add(Path.of(jar).toUri().toURL());
    }
    return new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
