package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of all comparisons.
final class CommonOptions {
  @Option(
      names = "--quick",
      description = "A quick run: one short round with fewer loads. Its figures mean little.")
  boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      description = "Measured rounds, after one discarded round; 5 by default.")
  @Nullable Integer rounds;

  @Option(
      names = "--servers",
      split = ",",
      paramLabel = "NAME",
      description = "The servers to compare, separated by commas; all by default.")
  List<String> servers = new ArrayList<>();

  /// Returns the number of measured rounds: that of the option `--rounds`, or the default.
  ///
  /// @throws IllegalArgumentException when the number is less than 1
  int chosenRounds() {
    int usual = quick ? 1 : 5;
    int chosen = rounds == null ? usual : rounds;
    if (chosen < 1) {
      throw new IllegalArgumentException("at least one round is needed");
    }
    return chosen;
  }

  /// Returns the values of an option that may be absent.
  ///
  /// @param given the values of the option; empty when it is absent
  /// @param usual the values when the option is absent
  /// @param forQuick the values when the option is absent and the comparison is a quick one
  <T> List<T> chosen(List<T> given, List<T> usual, List<T> forQuick) {
    return given.isEmpty() ? (quick ? forQuick : usual) : given;
  }

  /// Returns the servers that the option `--servers` names; all of `all` without this option.
  ///
  /// @throws IllegalArgumentException when the option names a server that is not in `all`
  List<Contender> chosen(List<Contender> all) {
    List<String> titles = all.stream().map(Contender::title).distinct().toList();
    for (String server : servers) {
      if (!titles.contains(server)) {
        throw new IllegalArgumentException(
            "there is no server '" + server + "'; there are " + String.join(", ", titles));
      }
    }
    return all.stream()
        .filter(contender -> servers.isEmpty() || servers.contains(contender.title()))
        .toList();
  }

  /// Returns a copy of these options without the servers that are not in `known`.
  CommonOptions among(List<Contender> known) {
    CommonOptions options = new CommonOptions();
    options.quick = quick;
    options.rounds = rounds;
    known.stream().map(Contender::title).filter(servers::contains).forEach(options.servers::add);
    return options;
  }
}
