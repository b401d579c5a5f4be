package dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Generates Java code from .proto files, with the compiler that Maven's plugin fetched.
record Protoc(Project project) {
  /// Runs the compiler. Prints errors. Returns whether there were none.
  boolean run(Module module, List<Path> files, Path out) throws IOException, InterruptedException {
    Path plugin = module.folder().resolve("target", "protobuf-maven-plugin", "generate", "default");
    List<String> command = new ArrayList<>();
    command.add(first(plugin.resolve("artifacts"), "protoc-").toString());
    command.add("--fatal_warnings");
    command.add("--java_out=" + out);
    command.add("--proto_path=" + module.sources("proto"));
    module.allDependencies().forEach(needed -> command.add("--proto_path=" + needed.classes()));
    command.add("--proto_path=" + first(plugin.resolve("archives"), "protobuf-java-"));
    files.forEach(file -> command.add(file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() == 0) {
      return true;
    }
    output.lines().forEach(line -> System.out.println(withFolder(module, line)));
    return false;
  }

  /// Makes the file name in an error relative to the root. The compiler's names are relative to the
  /// folder of the .proto files.
  private String withFolder(Module module, String line) {
    int colon = Math.max(line.indexOf(':'), 0);
    Path file = module.sources("proto").resolve(line.substring(0, colon));
    return colon > 0 && Files.isRegularFile(file)
        ? project.root().relativize(file) + line.substring(colon)
        : line;
  }

  private static Path first(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow(() -> new IOException("no " + prefix + "... in " + folder));
    }
  }
}
