package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

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
        measured(contender, trial).mapToDouble(run -> figure.of(run.outcome())).toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
  }

  private Stream<Run> measured(String contender, String trial) {
    return runs.stream()
        .filter(run -> run.round() > 0 && run.outcome().isFaultless())
        .filter(run -> run.contender().equals(contender) && run.trial().equals(trial));
  }

  /// Returns a server's figure in a trial, divided by the figure of another server. Of several
  /// other servers, the smallest figure counts. The result is the ratio of the two medians, because
  /// the median of ratios would need both servers in every round. Empty when a figure is missing.
  ///
  /// @param contender the server's title
  /// @param others the titles of the other servers
  OptionalDouble ratio(Figure figure, String contender, List<String> others, String trial) {
    Optional<Spread> own = spread(figure, contender, trial);
    Optional<Spread> best =
        best(figure, others, trial).flatMap(other -> spread(figure, other, trial));
    return best.isEmpty() || own.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(own.get().median() / best.get().median());
  }

  /// Returns the interval of the same ratio, from the rounds that have both servers. Empty when
  /// there are too few of them.
  Optional<Interval> ratioInterval(
      Figure figure, String contender, List<String> others, String trial) {
    Map<Integer, Double> by = new HashMap<>();
    best(figure, others, trial).stream()
        .flatMap(other -> measured(other, trial))
        .forEach(run -> by.put(run.round(), figure.of(run.outcome())));
    return Interval.of(
        measured(contender, trial)
            .filter(run -> by.containsKey(run.round()))
            .mapToDouble(
                run -> figure.of(run.outcome()) / Objects.requireNonNull(by.get(run.round())))
            .toArray());
  }

  /// Returns the server with the smallest median.
  private Optional<String> best(Figure figure, List<String> titles, String trial) {
    return titles.stream()
        .filter(title -> spread(figure, title, trial).isPresent())
        .min(
            Comparator.comparingDouble(
                title -> spread(figure, title, trial).orElseThrow().median()));
  }
}
