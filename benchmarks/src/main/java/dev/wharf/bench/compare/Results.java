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
    return runs.stream().filter(run -> !run.isFaultless()).toList();
  }

  /// What a server showed under a load; nothing when it was not measured, or a reply was wrong.
  Optional<Figures> figures(String contender, Load load) {
    List<Run> measured =
        runs.stream()
            .filter(run -> run.round() > 0 && run.isFaultless())
            .filter(run -> run.contender().equals(contender) && run.load().equals(load))
            .toList();
    return measured.isEmpty() ? Optional.empty() : Optional.of(Figures.of(measured));
  }

  /// A server's CPU for each message, as a share of another's: the median of the rounds' ratios
  /// would need both in every round, so it is the ratio of the medians.
  OptionalDouble ratio(String contender, List<String> others, Load load) {
    OptionalDouble best =
        others.stream()
            .flatMap(other -> figures(other, load).stream())
            .mapToDouble(figures -> figures.cpu().median())
            .min();
    Optional<Figures> own = figures(contender, load);
    return best.isEmpty() || own.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(own.get().cpu().median() / best.getAsDouble());
  }
}
