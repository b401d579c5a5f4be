package dev.wharf.swarm.profile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Load over time: phases, one after another. Immutable.
///
/// @param name of the profile, or of its file
/// @param phases at least one
public record Profile(String name, List<Phase> phases) {
  /// Copies the list.
  public Profile {
    phases = List.copyOf(phases);
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("a profile has a phase at least");
    }
  }

  /// A phase and where in the profile it begins.
  private record Place(Phase phase, long start) {}

  /// All clients at their full rate, all the time.
  public static Profile steady(Duration duration) {
    return new Profile("steady", List.of(Phase.steady(duration)));
  }

  /// How long it takes.
  public Duration length() {
    return phases.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
  }

  /// Where its phases begin, but for the first one: shares of the whole, more than 0 and less than
  /// 1.
  public List<Double> beginnings() {
    List<Double> beginnings = new ArrayList<>();
    double start = 0;
    for (Phase phase : phases.subList(0, phases.size() - 1)) {
      start += phase.duration().toNanos();
      beginnings.add(start / length().toNanos());
    }
    return beginnings;
  }

  /// The same, stretched or shortened to take so long: each phase keeps its share of the time.
  public Profile lasting(Duration time) {
    double factor = (double) time.toNanos() / length().toNanos();
    return new Profile(name, phases.stream().map(phase -> scaled(phase, factor)).toList());
  }

  /// The phase at a moment; the last one from its end on.
  ///
  /// @param nanos since the profile's begin
  public Phase at(long nanos) {
    return placeAt(nanos).phase();
  }

  /// How many clients there are to be at a moment.
  ///
  /// @param whole what a share is of
  public int clientsAt(long nanos, int whole) {
    return (int) Math.round(clients(placeAt(nanos), nanos, whole));
  }

  /// Whether clients may come after the begin: those that leave and come back, or more.
  public boolean mayBringClients() {
    return phases.size() > 1
        || phases.stream()
            .anyMatch(
                phase ->
                    phase.churn() > 0
                        || phase.storm() > 0
                        || !phase.clients().from().equals(phase.clients().to()));
  }

  /// The most clients that there will be.
  public int peakClients(int whole) {
    return (int)
        Math.round(
            phases.stream().mapToDouble(phase -> phase.clients().peak(whole)).max().orElse(0));
  }

  /// How many clients are to leave and come back in a time; a fraction is carried over by whoever
  /// asks. Storms belong to the time that their phase's begin lies in.
  ///
  /// @param from after this moment; -1 for the very begin
  /// @param to up to this moment
  public double leavesIn(long from, long to, int whole) {
    double leaves = 0;
    long start = 0;
    for (Phase phase : phases) {
      leaves += leavesIn(new Place(phase, start), from, to, whole);
      start += phase.duration().toNanos();
    }
    return leaves;
  }

  private static double leavesIn(Place place, long from, long to, int whole) {
    long begin = Math.max(from, place.start());
    long end = Math.min(to, place.start() + place.phase().duration().toNanos());
    double storm = 0;
    if (place.start() > from && place.start() <= to) {
      storm = place.phase().storm() * clients(place, place.start(), whole);
    }
    if (end <= begin) {
      return storm;
    }
    double mean = (clients(place, begin, whole) + clients(place, end, whole)) / 2;
    return storm + place.phase().churn() * mean * (end - begin) / 1e9;
  }

  private static double clients(Place place, long nanos, int whole) {
    return place.phase().clients().at(place.phase().fractionAt(nanos - place.start()), whole);
  }

  private Place placeAt(long nanos) {
    long start = 0;
    for (Phase phase : phases) {
      long end = start + phase.duration().toNanos();
      if (nanos < end) {
        return new Place(phase, start);
      }
      start = end;
    }
    Phase last = phases.getLast();
    return new Place(last, start - last.duration().toNanos());
  }

  private static Phase scaled(Phase phase, double factor) {
    long nanos = Math.max(1, Math.round(phase.duration().toNanos() * factor));
    return phase.lasting(Duration.ofNanos(nanos));
  }
}
