package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that all comparisons have.
final class CommonOptions {
  @Option(
      names = "--quick",
      description = "A short look: one short round of less. Its figures mean little.")
  boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      description = "Rounds that are measured, after one that is thrown away; 5 when left out.")
  @Nullable Integer rounds;

  @Option(
      names = "--servers",
      split = ",",
      paramLabel = "NAME",
      description = "Who takes part, separated by commas; all when left out.")
  List<String> servers = new ArrayList<>();

  /// How many rounds.
  int chosenRounds() {
    int usual = quick ? 1 : 5;
    int chosen = rounds == null ? usual : rounds;
    if (chosen < 1) {
      throw new IllegalArgumentException("at least one round is needed");
    }
    return chosen;
  }

  /// What was given, or else the usual.
  <T> List<T> chosen(List<T> given, List<T> usual, List<T> forQuick) {
    return given.isEmpty() ? (quick ? forQuick : usual) : given;
  }

  /// The servers asked for, of those.
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

  /// The same with those servers alone that are among `known`.
  CommonOptions among(List<Contender> known) {
    CommonOptions options = new CommonOptions();
    options.quick = quick;
    options.rounds = rounds;
    known.stream().map(Contender::title).filter(servers::contains).forEach(options.servers::add);
    return options;
  }
}
