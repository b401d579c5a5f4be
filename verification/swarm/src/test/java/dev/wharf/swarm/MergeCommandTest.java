package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Tests `wharf swarm --segment` and `wharf swarm merge` with the arguments and exit codes of a
/// shell.
@Timeout(120)
class MergeCommandTest {
  @TempDir private static Path folder;

  private static TestServer server;

  @BeforeAll
  static void playBothSegments() {
    server = TestServer.start();
    assertThat(segment("1/2", "first", "--hostile", "garbage=1").code()).isZero();
    Cli second = segment("2/2", "second", "--hostile", "garbage=1");
    assertThat(second.outLines()).anyMatch(line -> line.contains(" 30 clients, segment 2/2 of "));
    assertThat(second.code()).isZero();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void mergesTwoFilesIntoOneReport() throws IOException {
    Path all = folder.resolve("all.json");
    Path page = folder.resolve("all.html");
    Cli run = merge("first", "second", "--json", all.toString(), "--report", page.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.outLines())
        .contains(" PASS  nothing was lost, duplicated, out of order or corrupted")
        .anyMatch(line -> line.matches(" segment 1/2 +20 .*"))
        .anyMatch(line -> line.matches(" segment 2/2 +10 .*"));
    assertThat(run.code()).isZero();
    Json json = Json.read(all);
    assertThat(json.text("/run/segment")).isEqualTo("1/1");
    assertThat(json.number("/connections/logged_in")).isEqualTo(30);
    assertThat(json.number("/scenarios/0/latency/count"))
        .isEqualTo(json.number("/scenarios/0/delivered"));
    assertThat(json.text("/hostile/0/kind")).isEqualTo("garbage");
    assertThat(json.places()).doesNotContain("/hostile/1/kind");
    assertThat(page).content().contains("<h1>PASS: ", "segment 2/2");
  }

  @Test
  void checksThresholdsAgainstTheMergedResult() {
    Cli run = merge("first", "second", "--threshold", "logged_in == 31");
    assertThat(run.outLines()).contains(" broken: logged_in == 31, found 30");
    assertThat(run.code()).isEqualTo(1);
    assertThat(merge("first", "--threshold", "nonsense == 0").code()).isEqualTo(2);
  }

  @Test
  void aSegmentWithoutAFileFailsByName() {
    Cli run = merge("second");
    assertThat(run.outLines())
        .contains(
            " broken: processes.lost == 0, found 1",
            "            1 lost segment 1/2: there is no file of it");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void rejectsFilesOfOtherRuns() throws IOException {
    expectBad(merge("first", "first"), "two files are of segment 1/2");
    copy("second", "other", "\"rate\" : 20.0", "\"rate\" : 10.0");
    expectBad(
        merge("first", "other"),
        "other.json is of another run than " + file("first") + ": rate is 10.0, not 20.0");
    copy("second", "other", "\"segment\" : \"2/2\"", "\"segment\" : \"2/3\"");
    expectBad(merge("first", "other"), "it is segment 2/3, the first 1/2");
  }

  @Test
  void rejectsAFileOfAnEarlierRunWithBothTimes() throws IOException {
    String ended = Json.read(file("second")).text("/environment/ended_at");
    String earlier = Instant.parse(ended).minus(Duration.ofHours(1)).toString();
    copy("second", "other", ended, earlier);
    expectBad(
        merge("first", "other"),
        "other.json is of another run than " + file("first") + ": it began at ");
  }

  @Test
  void settingsOfAFileNeverReachTheTerminalRaw() throws IOException {
    copy("second", "other", "\"seed\" : 1", "\"seed\" : \"\\u001b[2J\"");
    expectBad(merge("first", "other"), "seed is \\u001b[2J, not 1");
    copy("second", "other", "\"seed\" : 1", "\"seed\" : 1, \"\\u001b[2J\" : 1");
    expectBad(merge("first", "other"), "\\u001b[2J is 1, not null");
    copy("second", "other", "\"segment\" : \"2/2\"", "\"segment\" : \"\\u001b[2J\"");
    expectBad(merge("first", "other"), "is not a segment such as 2/3");
  }

  @Test
  void namesAFileThatIsNoReport() throws IOException {
    copy("second", "other", "\"connected\" : 10", "\"connected\" : \"\\u001b[2J\"");
    expectBad(merge("first", "other"), "");
    copy("second", "other", "\"timeline\" : {", "\"timeline\" : 7, \"x\" : {");
    expectBad(merge("first", "other"), "it has a timeline that is none");
    copy("second", "other", "\"hdr\" : \"", "\"hdr\" : \"!");
    expectBad(merge("first", "other"), "");
    copy("second", "other", "\"segment\" : \"2/2\"", "\"segment\" : \"x\"");
    expectBad(merge("first", "other"), "'x' is not a segment such as 2/3");
  }

  @Test
  void textOfAFileNeverReachesTheTerminalRaw() throws IOException {
    copy("second", "other", "\"ended_early\" : \"", "\"ended_early\" : \"\\u001b[2Jevil");
    assertThat(merge("first", "other").out())
        .contains("ended early: \\u001b[2Jevil")
        .doesNotContain("\u001b");
  }

  @Test
  void aMergeThatFailsLeavesNoOldResultAndAllSegments() throws IOException {
    Path old = Files.writeString(folder.resolve("old.json"), "of yesterday");
    copy("second", "other", "\"rate\" : 20.0", "\"rate\" : 10.0");
    assertThat(merge("first", "other", "--json", old.toString()).code()).isEqualTo(2);
    assertThat(old).doesNotExist();
    expectBad(
        merge("first", "second", "--json", file("first").toString()),
        "the result would replace the file of a segment");
    assertThat(file("first")).isNotEmptyFile();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // symbolic links need a privilege there
  void aSegmentIsNotReplacedThroughAnotherNameOfIt() throws IOException {
    copy("second", "real", "", "");
    Files.createSymbolicLink(file("link"), file("real"));
    expectBad(
        merge("first", "link", "--json", file("real").toString()),
        "the result would replace the file of a segment");
    expectBad(
        merge("first", "real", "--json", file("link").toString()),
        "the result would replace the file of a segment");
    assertThat(file("real")).isNotEmptyFile();
  }

  @Test
  void rejectsInvalidSegments() {
    assertThat(Cli.run("swarm", "--segment", "4/3").err())
        .contains("segment 4/3: the segment's number must be 1 to 3, not 4");
    assertThat(Cli.run("swarm", "--segment", "two").err())
        .contains("'two' is not a segment such as 2/3");
    assertThat(Cli.run("swarm", "--start-at", "soon").err())
        .contains("'soon' is not a time such as 20:15:00");
  }

  private static void expectBad(Cli run, String problem) {
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .startsWith("wharf swarm merge: ")
        .contains(problem)
        .doesNotContain("\u001b");
  }

  private static void copy(String from, String to, String was, String is) throws IOException {
    String text = Files.readString(file(from));
    assertThat(text).contains(was);
    Files.writeString(file(to), text.replace(was, is));
  }

  private static Cli segment(String segment, String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of("swarm", "--progress", "none"));
    arguments.addAll(List.of("--port", "" + server.port(), "--clients", "30", "--room-size", "10"));
    arguments.addAll(List.of("--rate", "20", "--duration", "500ms", "--segment", segment));
    arguments.addAll(List.of("--json", file(name).toString()));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(String[]::new));
  }

  /// Runs `wharf swarm merge`.
  ///
  /// @param arguments the names of files, followed by options
  private static Cli merge(String... arguments) {
    List<String> all = new ArrayList<>(List.of("swarm", "merge"));
    boolean areFiles = true;
    for (String one : arguments) {
      areFiles &= !one.startsWith("--");
      all.add(areFiles ? file(one).toString() : one);
    }
    return Cli.run(all.toArray(String[]::new));
  }

  private static Path file(String name) {
    return folder.resolve(name + ".json");
  }
}
