package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.swarm.cli.SwarmCommand;
import dev.wharf.swarm.profile.Profiles;
import dev.wharf.swarm.report.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Compares the options, profiles and figures of docs/swarm-reference.md with the options, profiles
/// and figures of the command.
class SwarmReferenceTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern OPTION = Pattern.compile("`(--[a-z-]+)(?: [^`]+)?`");

  @Test
  void hasEachOption() throws IOException {
    CommandLine command = SwarmCommand.of(new GameSwarm());
    assertThat(firstCells("## Options", OPTION))
        .containsExactlyInAnyOrderElementsOf(
            command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                .map(OptionSpec::names)
                .flatMap(Stream::of)
                .toList());
  }

  @Test
  void hasEachProfile() throws IOException {
    assertThat(firstCells("## Profiles", CODE)).containsExactlyElementsOf(Profiles.NAMES);
  }

  @Test
  void hasEachFigureThatAThresholdCanName() throws IOException {
    assertThat(String.join("\n", section("## Thresholds")))
        .contains(
            Metrics.names(List.of(), List.of("flood")).stream()
                .filter(name -> Pattern.matches("[a-z_]+(\\.(failed|lost))?", name))
                .map(name -> '`' + name + '`')
                .toList());
  }

  private static List<String> firstCells(String heading, Pattern code) throws IOException {
    return section(heading).stream()
        .filter(line -> line.startsWith("| "))
        .map(line -> line.split(" \\| ", 2)[0])
        .flatMap(cell -> code.matcher(cell).results().map(found -> found.group(1)))
        .toList();
  }

  private static List<String> section(String heading) throws IOException {
    return Files.readAllLines(Path.of("..", "..", "docs", "swarm-reference.md")).stream()
        .dropWhile(line -> !line.equals(heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .toList();
  }
}
