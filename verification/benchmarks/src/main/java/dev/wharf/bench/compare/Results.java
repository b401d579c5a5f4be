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

  /// Records the reason why a server was left out. Only the first reason of a server counts.
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

  /// Returns the spread of a server's figure over the measured rounds of a trial. Leaves out rounds
  /// in which a reply was wrong. Empty when no round is left.
  Optional<Spread> spread(Figure figure, String contender, String trial) {
    double[] values =
        runs.stream()
            .filter(run -> run.round() > 0 && run.outcome().isFaultless())
            .filter(run -> run.contender().equals(contender) && run.trial().equals(trial))
            .mapToDouble(run -> figure.of(run.outcome()))
            .toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /// Returns a server's figure in a trial, divided by the figure of another server. Of several
  /// other servers, the smallest figure counts. The result is the ratio of the two medians, because
  /// the median of ratios would need both servers in every round. Empty when a figure is missing.
  ///
  /// @param contender the server's title
  /// @param others the titles of the other servers
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
