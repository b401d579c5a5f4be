package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// All runs of a comparison, and the servers that could not take part.
final class Results {
  private final List<Run> runs = new ArrayList<>();
  private final Map<String, String> absent = new LinkedHashMap<>();

  void add(Run run) {
    runs.add(run);
  }

  /// Notes why a server does not take part, or takes part no more.
  void addAbsent(String contender, String reason) {
    absent.putIfAbsent(contender, reason);
  }

  List<Run> runs() {
    return List.copyOf(runs);
  }

  /// Why servers did not take part, by title.
  Map<String, String> absent() {
    return new LinkedHashMap<>(absent);
  }

  /// The runs, thrown-away ones too, in which a reply was wrong or missing.
  List<Run> faulty() {
    return runs.stream().filter(run -> !run.outcome().isFaultless()).toList();
  }

  /// What a server showed in a trial, over all rounds; nothing when it was not measured, or a reply
  /// was wrong.
  Optional<Spread> spread(Figure figure, String contender, String trial) {
    double[] values =
        runs.stream()
            .filter(run -> run.round() > 0 && run.outcome().isFaultless())
            .filter(run -> run.contender().equals(contender) && run.trial().equals(trial))
            .mapToDouble(run -> figure.of(run.outcome()))
            .toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /// A server's figure as a share of another's, of several the least: the median of the rounds'
  /// ratios would need both in every round, so it is the ratio of the medians.
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
