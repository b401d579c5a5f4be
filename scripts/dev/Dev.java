package dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `wharf dev`: compiles the changes in the server's modules, and starts the server again.
///
/// The launcher runs this file as a source, so it needs no build and no library. The main thread
/// watches, compiles and restarts. It does not make the checks of the build; `./mvnw verify` makes
/// them.
public final class Dev {
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration QUIET = Duration.ofMillis(100);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private final Project project;
  private final Server server;

  /// Files that have changed since the last state that compiled.
  private final Set<Path> pending = new HashSet<>();

  private Build build;
  private Snapshot seen;

  private Dev(Project project, Server server) throws IOException {
    this.project = project;
    this.server = server;
    this.build = new Build(project, Layout.read(project));
    this.seen = Snapshot.of(build.layout());
  }

  /// Runs until it is interrupted.
  ///
  /// @param args the project's folder, options for the server's JVM, `--`, arguments of the server
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> all = List.of(args);
    int end = all.indexOf("--");
    List<String> arguments = all.subList(end + 1, all.size());
    Server server =
        new Server(all.subList(1, end), arguments.isEmpty() ? List.of("--dev") : arguments);
    server.stopAtExit();
    new Dev(new Project(Path.of(args[0]).toRealPath()), server).run();
  }

  private void run() throws InterruptedException {
    say("watching " + String.join(", ", build.layout().folders()) + "; Ctrl-C ends it");
    while (!succeeds(this::begin)) {
      Thread.sleep(AFTER_FAILURE);
    }
    while (true) {
      Thread.sleep(INTERVAL);
      Snapshot before = seen;
      if (!succeeds(this::look)) {
        seen = before; // the next check finds the same change again
        Thread.sleep(AFTER_FAILURE);
      }
    }
  }

  /// A file may be unreadable, for example while git changes the branch. That does not end the
  /// command.
  private static boolean succeeds(Step step) throws InterruptedException {
    try {
      step.run();
      return true;
    } catch (IOException | UncheckedIOException e) {
      say("cannot be read or written, looking again: " + e.getMessage());
      return false;
    }
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private void look() throws IOException, InterruptedException {
    Snapshot now = Snapshot.of(build.layout());
    if (!now.equals(seen)) {
      handle(settled(now));
    }
  }

  private void begin() throws IOException, InterruptedException {
    seen = Snapshot.of(build.layout());
    Instant start = Instant.now();
    Set<Path> newer = seen.newerThan(build.layout().builtAt());
    if (!newer.isEmpty()) {
      say("changed since the last build: " + project.describe(newer));
    }
    startIf(compiles(newer), start);
    if (newer.isEmpty()) {
      build.warmUp();
    }
  }

  private void handle(Snapshot now) throws IOException, InterruptedException {
    Set<Path> changed = now.differingFrom(seen);
    Instant saved = now.latest(changed);
    seen = now;
    say("changed: " + project.describe(changed));
    startIf(compiles(changed), saved);
  }

  private void startIf(boolean isCompiled, Instant saved) throws IOException, InterruptedException {
    if (isCompiled) {
      server.stop();
      server.start(build.publish(), saved);
    } else {
      say(
          "not compiled: "
              + (server.isAlive() ? "the old server keeps running" : "no server runs")
              + "; the next change is compiled again");
    }
  }

  private boolean compiles(Set<Path> changed) throws IOException, InterruptedException {
    if (changed.stream().anyMatch(file -> file.endsWith("jvm.options"))) {
      say("JVM options are read when this command starts: start it again to use the new ones");
    }
    pending.addAll(changed);
    boolean isGood =
        pending.stream().noneMatch(file -> file.endsWith("pom.xml"))
            ? build.compile(pending)
            : buildWithMaven();
    if (isGood) {
      pending.clear();
    }
    return isGood;
  }

  private boolean buildWithMaven() throws IOException, InterruptedException {
    say("a pom.xml changed: Maven builds");
    if (!project.maven(
        "-DskipTests", "-Dmaven.test.skip=true", "-pl", Project.SERVER, "-am", "package")) {
      return false;
    }
    build = new Build(project, Layout.read(project));
    seen = Snapshot.of(build.layout());
    return build.compile(seen.newerThan(build.layout().builtAt()));
  }

  /// Waits until nothing changes for a moment, because an editor or git may write several files.
  private Snapshot settled(Snapshot now) throws InterruptedException {
    Snapshot last = now;
    while (true) {
      Thread.sleep(QUIET);
      Snapshot next = Snapshot.of(build.layout());
      if (next.equals(last)) {
        return next;
      }
      last = next;
    }
  }

  /// Prints a line of this command, apart from the server's.
  static void say(String line) {
    System.out.println("dev: " + line);
  }
}
