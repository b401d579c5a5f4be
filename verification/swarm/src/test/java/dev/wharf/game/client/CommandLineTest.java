package dev.wharf.game.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.tests.Cli;
import dev.wharf.swarm.report.Metrics;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that a wrong command line ends with exit code 2 and one line that names the mistake.
class CommandLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --clients 0              | clients must be 1 to 100000, not 0
          --clients 100001         | clients must be 1 to 100000, not 100001
          --connect-rate 0         | connect-rate must be 1 to 100000, not 0
          --ramp 100001            | connect-rate must be 1 to 100000, not 100001
          --room-size 0            | room-size must be 1 to 10000, not 0
          --room-size 10001        | room-size must be 1 to 10000, not 10001
          --payload 0              | payload must be 1 to 4000, not 0
          --payload 257            | payload must be 1 to 256, not 257
          --scenario chat --payload 257     | payload must be 1 to 256, not 257
          --scenario echo --payload 4001    | payload must be 1 to 4000, not 4001
          --processes 0            | processes must be at least 1, not 0
          --processes -3           | processes must be at least 1, not -3
          --workers 0              | workers must be 1 to 64, not 0
          --workers 65             | workers must be 1 to 64, not 65
          --rate 0.001             | rate must be 0.01 to 10000, not 0.001
          --rate 10001             | rate must be 0.01 to 10000, not 10001.0
          --rate -1                | rate must be 0.01 to 10000, not -1.0
          --rate NaN               | rate must be 0.01 to 10000, not NaN
          --duration 0s            | duration must be 1ms to 24h, not 0ms
          --duration 25h           | duration must be 1ms to 24h, not 90000000ms
          --settle 0ms             | settle must be 1ms to 24h, not 0ms
          --name-prefix 123456789012345678  | name-prefix's length must be 1 to 17, not 18
          --scenario echo,echo     | each scenario can run only once in a run: echo, echo
          --scenario mixed,chat    | each scenario can run only once in a run: echo, chat, chat
          --scenario dance         | there is no scenario 'dance'; the scenarios are echo, chat, walk, trade, mixed
          --threshold sent         | threshold 'sent' is not of the form METRIC < NUMBER, such as 'p99 < 50ms'
          --threshold p99<5        | threshold 'p99<5': a time needs a unit: us, ms or s
          --scenario echo --threshold chat.lost==0 | threshold 'chat.lost==0': there is no metric 'chat.lost'; --help lists them
          --json /no/such/folder/x | cannot write /no/such/folder/x: there is no folder /no/such/folder
          --json /                 | cannot write /: it is a folder
          --json /dev/null/x       | cannot write /dev/null/x: /dev/null is not a folder
          --report /no/such/folder/x | cannot write /no/such/folder/x: there is no folder /no/such/folder
          --server-metrics ftp://x/  | server-metrics must be an address such as http://127.0.0.1:9000/metrics
          --server-metrics metrics   | server-metrics must be an address such as http://127.0.0.1:9000/metrics
          --port 0                 | port must be 1 to 65535, not 0
          --port 65536             | port must be 1 to 65535, not 65536
          --token x --token-file y | --token and --token-file are both given: remove one
          --token-file /no/such/file        | --token-file = /no/such/file: there is no such file
          --host no.such.host.invalid       | there is no host 'no.such.host.invalid'
          """)
  void theSwarmNamesWhatIsOutOfItsRange(String options, String problem) {
    Cli run = run("swarm", options);
    assertThat(run.errLines())
        .containsExactly("wharf swarm: " + problem + " (--help explains the options)");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --listen here            | listen must be an address and a port, such as 127.0.0.1:7779, not 'here'
          --listen ::1:7779        | listen must be an address and a port, such as 127.0.0.1:7779, not '::1:7779'
          --listen 65536           | the port of listen must be 0 to 65535, not 65536
          --to 127.0.0.1:0         | the port of to must be 1 to 65535, not 0
          --to no.such.host.invalid:1 | there is no host 'no.such.host.invalid'
          --cut 5                  | cut must be a share of the connections in each second, such as 5%/s, not '5'
          --cut 101%/s             | cut must be 0%/s to 100%/s, not 101.0%/s
          """)
  void theRelayNamesWhatIsWrong(String options, String problem) {
    Cli run = run("relay", options);
    assertThat(run.errLines())
        .containsExactly("wharf relay: " + problem + " (--help explains the options)");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "swarm --clients many",
        "swarm --clients",
        "swarm --duration 10",
        "swarm --progress loud",
        "swarm --cleints 5",
        "swarm 5",
        "swarm compare",
        "swarm compare a.json",
        "swarm compare a.json b.json c.json",
        "swarm compare a.json b.json --tolerance 10",
        "swarm --server-metrics :x",
        "client --port x",
        "client --port 99999",
        "client --host no.such.host.invalid",
        "client --token x --token-file y",
        "client --token-file /no/such/file",
        "relay --listen",
        "relay 7779",
        "demo --clients x",
        "demo --host here",
        "dance",
        ""
      })
  void everyMistakeIsOneLine(String commandLine) {
    Cli run = run("", commandLine);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).startsWith("wharf").contains("(--help explains the options)");
    assertThat(run.code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"swarm", "client", "relay", "demo"})
  void everyCommandHasAHelpText(String command) {
    Cli run = run(command, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.err()).as("errors in the help texts").isEmpty();
    assertThat(run.out())
        .startsWith("Usage: wharf " + command)
        .doesNotContain("${")
        .contains("Exit codes:", "Examples:");
    assertThat(run("", command + " --version").out()).startsWith("Wharf ");
  }

  /// Checks that the help has the name of each metric, for a user who writes a threshold.
  @Test
  void theSwarmsHelpNamesEveryMetric() {
    List<String> words = List.of(run("swarm", "--help").out().split("[^a-z0-9._]+"));
    assertThat(words)
        .containsAll(
            Metrics.names(List.of(), List.of()).stream()
                .filter(name -> !name.matches("(connect|login|resume|lag)\\.(mean|p[0-9.]+|max)"))
                .toList());
  }

  @Test
  void aFileThatCannotBeWrittenIsReportedBeforeTheRun(@TempDir Path folder) {
    Cli run = Cli.run("swarm", "--json", folder.toString(), "--clients", "1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errLines())
        .containsExactly(
            "wharf swarm: cannot write "
                + folder
                + ": it is a folder (--help explains the options)");
  }

  /// The two options name the same file, so that the page would overwrite the result.
  @Test
  void oneFileForResultAndPageIsRejected(@TempDir Path folder) {
    Path json = folder.resolve("both");
    Path page = folder.resolve(".").resolve("both");
    Cli run =
        Cli.run("swarm", "--json", json.toString(), "--report", page.toString(), "--clients", "1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errLines())
        .containsExactly(
            "wharf swarm: --json and --report name the same file: "
                + json
                + " (--help explains the options)");
  }

  private static Cli run(String command, String options) {
    return Cli.run(
        Stream.concat(Stream.of(command), Arrays.stream(options.split(" ")))
            .filter(word -> !word.isEmpty())
            .toArray(String[]::new));
  }
}
