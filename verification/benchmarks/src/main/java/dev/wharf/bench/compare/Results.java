package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// All runs of a comparison, and the servers that were left out.
final class Results {
  private final List<Run> runs = new ArrayList<>();
  private final Map<String, String> absent = new LinkedHashMap<>();

  void add(Run run) {
    runs.add(run);
  }

  /// Records why a server is left out.
  void addAbsent(String contender, String reason) {
    absent.putIfAbsent(contender, reason);
  }

  List<Run> runs() {
    return List.copyOf(runs);
  }

  /// Returns the reasons why servers were left out, by title.
  Map<String, String> absent() {
    return new LinkedHashMap<>(absent);
  }

  /// Returns the runs with a wrong or missing reply, including the discarded round.
  List<Run> faulty() {
    return runs.stream().filter(run -> !run.outcome().isFaultless()).toList();
  }

  /// Returns a server's figure in a trial over all rounds. Empty when the server was not measured,
  /// or when a reply was wrong.
  Optional<Spread> spread(Figure figure, String contender, String trial) {
    double[] values =
        runs.stream()
            .filter(run -> run.round() > 0 && run.outcome().isFaultless())
            .filter(run -> run.contender().equals(contender) && run.trial().equals(trial))
            .mapToDouble(run -> figure.of(run.outcome()))
            .toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /// Returns a server's figure divided by that of another server. Of several others, the smallest
  /// figure counts. This is the ratio of the medians, because the median of ratios would need both
  /// servers in every round.
  OptionalDouble ratio(Figure figure, String contender, List<String> others, String trial) {
    OptionalDouble best =
        others.stream()
            .flatMap(other -> spread(figure, other, trial).stream())
            .mapToDouble(Spread::median)
            .min();
    Optional<Spread> own = spread(figure, contender, trial);
    return best.isEmpty() || own.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(own.get().median() / best.getAsDouble());
  }
}
