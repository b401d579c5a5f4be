package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Runs the jcstress tests of this module for a short time, in a separate JVM.
///
/// Classes named `*Stress` must show no forbidden outcome. Each class named `*BrokenTwin` must show
/// one; a short run has only one of these classes. For a longer run with any options of jcstress,
/// start `org.openjdk.jcstress.Main` on this module's class path.
class StressTest {
  private static final Path REPORTS = Path.of("target", "jcstress").toAbsolutePath();
  private static final int MOST_PASSES = 5;

  /// How often each test runs for 200 ms. With `-Dwharf.stress=10`, each test runs ten times.
  private static final int ITERATIONS = Integer.getInteger("wharf.stress", 1);

  /// How the names of the broken twins end that take part. In a short run it is one of them, which
  /// shows that a forbidden outcome is noticed. With `-Dwharf.stress=2` or more, it is all of them.
  private static final String TWIN = ITERATIONS == 1 ? "PlainCounterBrokenTwin" : "BrokenTwin";

  private static final long DEADLINE_MINUTES = 10 + ITERATIONS;

  /// How often a broken twin runs for 200 ms in each further pass. A twin gets a further pass when
  /// it has shown no fault, as happens on a busy machine.
  private static final int MORE_ITERATIONS = 5;

  /// The JVM's options in each test. The compiler puts instructions into a random order where the
  /// memory model permits it. So a test also notices a missing order that the processor would keep.
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:+StressLCM",
          "-XX:+StressGCM");

  /// The tests and the broken twins. The sockets of io_uring are only tested on Linux, because they
  /// call its C library.
  private static final String ALL =
      System.getProperty("os.name").equals("Linux")
          ? "(Stress|" + TWIN + ")$"
          : "^(?!.*NativeSocket\\w*Stress$).*(Stress|" + TWIN + ")$";

  /// The options of a short run: one configuration of the JVM and one compilation mode, so that a
  /// test takes about a second.
  private static final List<String> SHORT_PASS =
      List.of(
          "-jvmArgs",
          String.join(" ", JVM_OPTIONS),
          "-sc",
          "false",
          "-af",
          "NONE",
          "-f",
          "1",
          "-time",
          "200");

  /// Matches a progress line of jcstress. The last progress line has the totals of the whole run.
  private static final Pattern PROGRESS =
      Pattern.compile(
          "\\(Results: (\\d+) planned; (\\d+) passed, \\d+ failed, (\\d+) soft errs?, (\\d+) hard"
              + " errs?\\)");

  private static final Pattern FAILED = Pattern.compile("\\[FAILED\\] (\\S+)");

  /// The result of one run of jcstress.
  ///
  /// @param planned the number of tests that jcstress was to run
  /// @param passed the number of tests that showed no forbidden outcome
  /// @param failed the names of the tests that showed a forbidden outcome
  private record Tally(int planned, int passed, Set<String> failed) {}

  private static Tally all;

  /// Runs jcstress once for all tests, because it probes the JVM for several seconds at each start.
  @BeforeAll
  static void runAll() throws Exception {
    all = run("all", ALL, ITERATIONS);
  }

  @Test
  void showsNoForbiddenOutcome() {
    assertThat(all.planned()).as("planned, see %s", REPORTS).isPositive();
    assertThat(all.failed()).as("failed, see %s", REPORTS).allMatch(name -> name.endsWith(TWIN));
    assertThat(all.passed() + all.failed().size())
        .as("passed or failed, see %s", REPORTS)
        .isEqualTo(all.planned());
  }

  /// Tests that each broken twin shows its fault. A race occurs by chance, so a twin that shows no
  /// fault in one run is run again.
  @Test
  void detectsTheForbiddenOutcomeOfEachBrokenTwin() throws Exception {
    Set<String> unnoticed = twins();
    assertThat(unnoticed).isNotEmpty();
    unnoticed.removeAll(all.failed());
    for (int pass = 2; pass <= MOST_PASSES && !unnoticed.isEmpty(); pass++) {
      String missing = String.join("|", unnoticed);
      unnoticed.removeAll(run("broken-twins", missing, MORE_ITERATIONS).failed());
    }
    assertThat(unnoticed).as("broken twins unnoticed, see %s", REPORTS).isEmpty();
  }

  private static Set<String> twins() throws IOException {
    Path classes = Path.of("target", "classes");
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(TWIN + ".class"))
          .map(file -> file.replace(".class", "").replace(File.separatorChar, '.'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Tally run(String name, String pattern, int iterations)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(REPORTS.resolve(name));
    Path log = REPORTS.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.openjdk.jcstress.Main", "-t", pattern));
    command.addAll(List.of("-r", directory.toString()));
    command.addAll(SHORT_PASS);
    command.addAll(List.of("-iters", String.valueOf(iterations)));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES))
          .as("finishes in time, see %s", log)
          .isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return tally(log);
  }

  private static Tally tally(Path log) throws IOException {
    String text = Files.readString(log);
    List<MatchResult> lines = PROGRESS.matcher(text).results().toList();
    assertThat(lines).as("progress lines in %s", log).isNotEmpty();
    MatchResult last = lines.getLast();
    return new Tally(
        Integer.parseInt(last.group(1)),
        Integer.parseInt(last.group(2)),
        FAILED.matcher(text).results().map(failed -> failed.group(1)).collect(Collectors.toSet()));
  }
}
