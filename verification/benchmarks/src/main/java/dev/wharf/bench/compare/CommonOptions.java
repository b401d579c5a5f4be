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

  /// Returns the number of rounds.
  int chosenRounds() {
    int usual = quick ? 1 : 5;
    int chosen = rounds == null ? usual : rounds;
    if (chosen < 1) {
      throw new IllegalArgumentException("at least one round is needed");
    }
    return chosen;
  }

  /// Returns the given values, or the defaults.
  <T> List<T> chosen(List<T> given, List<T> usual, List<T> forQuick) {
    return given.isEmpty() ? (quick ? forQuick : usual) : given;
  }

  /// Returns the given servers, which must be among `all`.
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

  /// Returns the same options without servers that are not among `known`.
  CommonOptions among(List<Contender> known) {
    CommonOptions options = new CommonOptions();
    options.quick = quick;
    options.rounds = rounds;
    known.stream().map(Contender::title).filter(servers::contains).forEach(options.servers::add);
    return options;
  }
}
