package dev.wharf.swarm.profile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Load over time: stages that follow each other. Immutable.
///
/// All times are in nanoseconds since the start of the profile. `base` is the run's number of
/// users, which is 100 %.
///
/// @param name the name of the profile, or of its file
/// @param stages the stages, at least one
public record Profile(String name, List<Stage> stages) {
  /// Copies the list.
  public Profile {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a profile needs at least one stage");
    }
  }

  /// A stage and its start in the profile.
  private record StageStart(Stage stage, long start) {
    double clientsAt(long nanos, int base) {
      return stage.clients().at(stage.fractionAt(nanos - start), base);
    }
  }

  /// Returns a profile with one stage: all users at their full rate.
  public static Profile steady(Duration duration) {
    return new Profile("steady", List.of(Stage.steady(duration)));
  }

  /// Returns the length of all stages together.
  public Duration length() {
    return stages.stream().map(Stage::duration).reduce(Duration.ZERO, Duration::plus);
  }

  /// Returns the starts of all stages but the first, as fractions of the profile: more than 0 and
  /// less than 1.
  public List<Double> stageStarts() {
    List<Double> starts = new ArrayList<>();
    double start = 0;
    for (Stage stage : stages.subList(0, stages.size() - 1)) {
      start += stage.duration().toNanos();
      starts.add(start / length().toNanos());
    }
    return starts;
  }

  /// Returns this profile, stretched or shortened to a new length. Each stage keeps its part of the
  /// time.
  public Profile lasting(Duration time) {
    double factor = (double) time.toNanos() / length().toNanos();
    return new Profile(name, stages.stream().map(stage -> scaled(stage, factor)).toList());
  }

  /// Returns the stage at the time `nanos`; after the end of the profile, the last stage.
  public Stage at(long nanos) {
    return stageStartAt(nanos).stage();
  }

  /// Returns how many users the profile wants at the time `nanos`.
  public int clientsAt(long nanos, int base) {
    return (int) Math.round(stageStartAt(nanos).clientsAt(nanos, base));
  }

  /// Returns whether users may connect after the start: the number of users changes, or users leave
  /// and come back.
  public boolean mayBringClients() {
    return stages.size() > 1
        || stages.stream()
            .anyMatch(
                stage ->
                    stage.churn() > 0
                        || stage.storm() > 0
                        || !stage.clients().from().equals(stage.clients().to()));
  }

  /// Returns the largest number of users at any time.
  public int peakClients(int base) {
    return (int)
        Math.round(
            stages.stream().mapToDouble(stage -> stage.clients().peak(base)).max().orElse(0));
  }

  /// Returns how many users leave and come back in a time span. The result may have a fraction,
  /// which the caller adds to the next result. The users of a storm count in the span in which the
  /// stage of the storm starts.
  ///
  /// @param from the start of the span, not included; -1 includes the start of the profile
  /// @param to the end of the span, included
  public double leavesIn(long from, long to, int base) {
    double leaves = 0;
    long start = 0;
    for (Stage stage : stages) {
      leaves += leavesIn(new StageStart(stage, start), from, to, base);
      start += stage.duration().toNanos();
    }
    return leaves;
  }

  private static double leavesIn(StageStart placed, long from, long to, int base) {
    long begin = Math.max(from, placed.start());
    long end = Math.min(to, placed.start() + placed.stage().duration().toNanos());
    double storm = 0;
    if (placed.start() > from && placed.start() <= to) {
      storm = placed.stage().storm() * placed.clientsAt(placed.start(), base);
    }
    if (end <= begin) {
      return storm;
    }
    double mean = (placed.clientsAt(begin, base) + placed.clientsAt(end, base)) / 2;
    return storm + placed.stage().churn() * mean * (end - begin) / 1e9;
  }

  private StageStart stageStartAt(long nanos) {
    long start = 0;
    for (Stage stage : stages) {
      long end = start + stage.duration().toNanos();
      if (nanos < end) {
        return new StageStart(stage, start);
      }
      start = end;
    }
    Stage last = stages.getLast();
    return new StageStart(last, start - last.duration().toNanos());
  }

  private static Stage scaled(Stage stage, double factor) {
    long nanos = Math.max(1, Math.round(stage.duration().toNanos() * factor));
    return stage.lasting(Duration.ofNanos(nanos));
  }
}
