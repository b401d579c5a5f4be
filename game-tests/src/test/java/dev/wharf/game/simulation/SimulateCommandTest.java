package dev.wharf.game.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.tests.Cli;
import dev.wharf.swarm.cli.CommandSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Tests the command `simulate`, and runs the cases that once went wrong.
class SimulateCommandTest {
  private static final Path KEPT = Path.of("src", "test", "resources", "kept-seeds.txt");
  private static final Path PAGE = Path.of("..", "docs", "simulation.md");
  private static final Pattern NAME = Pattern.compile("`(--[a-z-]+)");

  @ParameterizedTest
  @MethodSource
  void caseThatOnceWentWrongGoesWell(String options) {
    Cli run = simulate(options);
    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.outLines()).last().asString().startsWith("  PASS  hash ");
  }

  static Stream<String> caseThatOnceWentWrongGoesWell() {
    try {
      return Files.readAllLines(KEPT).stream().filter(line -> !line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void printsTheOptionsThatRepeatTheRun() {
    Cli first = simulate("--clients 2 --minutes 0.05");
    String options = first.outLines().getFirst();
    assertThat(options).matches("--seed \\d+ --clients 2 --minutes 0\\.05 --faults storm");
    assertThat(hash(simulate(options))).isEqualTo(hash(first));
  }

  /// Each run takes 0.4 s by the clock of the test, so that the third run is the last one.
  @Test
  void runsOneSeedAfterAnotherUntilTheTimeHasPassed() {
    AtomicLong clock = new AtomicLong();
    SimulateCommand command = new SimulateCommand(() -> clock.getAndAdd(400_000_000));
    String[] options = "--seed 5 --clients 1 --minutes 0.01 --for 1".split(" ");
    Cli run = Cli.capture("", () -> CommandSetup.apply(new CommandLine(command)).execute(options));
    assertThat(run.code()).isZero();
    assertThat(run.outLines().stream().filter(line -> line.startsWith("--seed")))
        .extracting(line -> line.split(" ")[1])
        .containsExactly("5", "6", "7");
  }

  @Test
  void runsSeedsUntilEnoughDeliveriesAreChecked() {
    Cli run = simulate("--seed 5 --clients 3 --minutes 0.05 --faults none --deliveries 400");
    assertThat(run.code()).isZero();
    assertThat(run.outLines().getLast())
        .matches("\\d+ seeds, the last one \\d+: [4-9]\\d\\d deliveries checked, .*");
    assertThat(run.outLines()).filteredOn(line -> line.startsWith("--seed")).hasSizeGreaterThan(1);
  }

  @Test
  void theOptionsOfARunWithCutsRepeatIt() {
    Cli first = simulate("--clients 3 --minutes 0.05 --faults rain --cut 12.5%/s");
    String options = first.outLines().getFirst();
    assertThat(options).endsWith(" --faults rain --cut 12.5%/s");
    assertThat(first.out()).contains(" cuts, ", " resumes, ", " packets replayed, ");
    assertThat(hash(simulate(options))).isEqualTo(hash(first));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--clients 0",
        "--clients x",
        "--minutes 0",
        "--faults snow",
        "--cut 5",
        "--cut 101%/s",
        "--most-faults -1",
        "--for 0",
        "--deliveries 0",
        "--seed"
      })
  void aWrongOptionIsOneLine(String options) {
    Cli run = simulate(options);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains(options.split(" ")[0], "(--help explains the options)");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void theHelpAndThePageHaveEachOption() throws IOException {
    List<String> names =
        SimulationMain.commandLine()
            .getSubcommands()
            .get("simulate")
            .getCommandSpec()
            .options()
            .stream()
            .filter(option -> !option.usageHelp() && !option.versionHelp())
            .map(OptionSpec::longestName)
            .toList();
    List<String> documented =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("| `--"))
            .map(line -> NAME.matcher(line).results().findFirst().orElseThrow().group(1))
            .toList();
    assertThat(documented).isEqualTo(names);
    assertThat(simulate("--help").out()).contains(names).contains("Exit codes:", "Examples:");
  }

  private static String hash(Cli run) {
    return run.outLines().getLast().replaceAll(".*hash ([0-9a-f]+).*", "$1");
  }

  private static Cli simulate(String options) {
    List<String> arguments = Stream.concat(Stream.of("simulate"), words(options)).toList();
    return Cli.capture(
        "", () -> SimulationMain.commandLine().execute(arguments.toArray(String[]::new)));
  }

  private static Stream<String> words(String options) {
    return Stream.of(options.split(" ")).filter(word -> !word.isEmpty());
  }
}
