package dev;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Compiles modules of the server, each as a whole, with the compilers of Maven's build. It starts
/// with the classes that Maven made.
final class Build {
  private final Project project;
  private final Layout layout;
  private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
  private final Protoc protoc;
  private final Kotlin kotlin;

  /// Whether this session has compiled the running classes. Classes of an earlier session do not
  /// count.
  private boolean isPublished;

  Build(Project project, Layout layout) throws IOException {
    this.project = project;
    this.layout = layout;
    this.protoc = new Protoc(project);
    this.kotlin = new Kotlin(project);
    for (Module module : layout.modules()) {
      Path next = module.dev("next");
      Module.delete(next);
      Module.copy(module.folder().resolve("target", "classes"), next, ".class");
      copyResources(module, next);
    }
  }

  Layout layout() {
    return layout;
  }

  /// Compiles the modules of the changed files. Also compiles the modules that depend on a module
  /// whose interface has changed, directly or through others. Prints errors.
  ///
  /// @return whether all modules compiled; if not, the same files must be passed again next time
  boolean compile(Set<Path> changed) throws IOException, InterruptedException {
    Set<Module> different = new HashSet<>();
    for (Module module : layout.modules()) {
      if (changed.stream().anyMatch(file -> file.startsWith(module.folder()))
          || module.allDependencies().anyMatch(different::contains)) {
        Instant start = Instant.now();
        if (!compile(module)) {
          return false;
        }
        if (!hasSameInterface(module)) {
          different.add(module);
        }
        long millis = Duration.between(start, Instant.now()).toMillis();
        Dev.say(
            "compiled %s in %d ms".formatted(project.root().relativize(module.folder()), millis));
      }
    }
    return true;
  }

  /// Compares the module's interface with that of the running classes, or of Maven's. A module with
  /// Kotlin always counts as changed, because the compiler may inline a function into its caller.
  private boolean hasSameInterface(Module module) throws IOException {
    boolean isImported =
        layout.modules().stream()
            .filter(other -> other.allDependencies().anyMatch(module::equals))
            .anyMatch(other -> !other.files("proto", ".proto").isEmpty());
    Path before =
        isPublished ? module.dev("classes") : module.folder().resolve("target", "classes");
    return module.kotlin().isEmpty() && Interface.isSame(before, module.dev("next"), isImported);
  }

  /// Compiles the server's own module once and discards the result, so that the compiler is warm
  /// for the first change.
  void warmUp() throws IOException {
    Module module = layout.modules().getLast();
    Path out = module.dev("out");
    Files.createDirectories(out);
    String _ = errorsIn(module, module.files("java", ".java"), classPath(module), out);
    Module.delete(out);
  }

  /// Replaces the running classes by the compiled ones. No server may run meanwhile.
  ///
  /// @return the class path and the main class
  Run publish() throws IOException {
    for (Module module : layout.modules()) {
      if (Files.exists(module.dev("next"))) {
        Module.delete(module.dev("classes"));
        Files.move(module.dev("next"), module.dev("classes"));
      }
    }
    isPublished = true;
    Stream<Path> own = layout.modules().reversed().stream().map(module -> module.dev("classes"));
    return new Run(path(Stream.concat(own, layout.libraries().stream())), layout.mainClass());
  }

  /// The class path and the main class of the server's JVM.
  record Run(String classPath, String mainClass) {}

  private boolean compile(Module module) throws IOException, InterruptedException {
    Path out = module.dev("out");
    Path generated = module.dev("generated");
    Module.delete(out);
    Files.createDirectories(out);
    Module.delete(generated);
    Files.createDirectories(generated);
    copyResources(module, out);
    List<Path> protos = module.files("proto", ".proto");
    if (!protos.isEmpty() && !protoc.run(module, protos, generated)) {
      return false;
    }
    String path = classPath(module);
    if (!module.kotlin().isEmpty() && !kotlin.compile(module, generated, path, out)) {
      return false;
    }
    List<Path> javas = new ArrayList<>(module.files("java", ".java"));
    javas.addAll(Module.files(generated, ".java"));
    String errors = javas.isEmpty() ? "" : errorsIn(module, javas, path, out);
    if (!errors.isEmpty()) {
      System.out.print(project.relative(errors));
      return false;
    }
    Module.delete(module.dev("next"));
    Files.move(out, module.dev("next"));
    return true;
  }

  /// Compiles Java sources. Returns the compiler's errors, or an empty text.
  private String errorsIn(Module module, List<Path> sources, String path, Path out)
      throws IOException {
    List<String> options = new ArrayList<>(List.of("-d", out.toString(), "-g", "-proc:none"));
    options.addAll(List.of("-Xlint:none", "-nowarn", "-encoding", "UTF-8"));
    if (module.isNamed()) {
      options.addAll(List.of("--module-path", path));
      options.addAll(List.of("--patch-module", moduleName(module) + "=" + out)); // Kotlin's classes
    } else {
      options.addAll(List.of("-cp", path + File.pathSeparator + out));
    }
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      boolean isGood =
          javac
              .getTask(
                  output, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      return isGood ? "" : output.toString();
    }
  }

  private static String moduleName(Module module) throws IOException {
    String text = Files.readString(module.sources("java").resolve("module-info.java"));
    return text.replaceFirst("(?s).*?\\bmodule\\s+([\\w.]+)\\s*\\{.*", "$1");
  }

  /// Copies the resources from the source folders, because Maven's folder keeps deleted resources
  /// until it is cleaned.
  private static void copyResources(Module module, Path out) throws IOException {
    Module.copy(module.sources("resources"), out, "");
    Module.copy(module.sources("proto"), out, "");
  }

  private String classPath(Module module) {
    return path(
        Stream.concat(module.allDependencies().map(Module::classes), layout.libraries().stream()));
  }

  private static String path(Stream<Path> entries) {
    return entries.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
