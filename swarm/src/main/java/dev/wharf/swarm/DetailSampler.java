package dev.wharf.swarm;

import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Takes pictures of the run with all details. For one thread.
final class DetailSampler {
  private final Sampler sampler;
  private final List<Cast> casts;
  private final Crew crew;
  private final ServerMetrics server;
  private final Supplier<List<HostileKindResult>> hostile;
  private final Course course;
  private final List<Kind> others;
  private final News news;

  /// The run's plan.
  ///
  /// @param acts how many there are
  /// @param begun how many have begun
  /// @param profile of each of them
  record Course(int acts, IntSupplier begun, Profile profile) {
    double done(double fractionOfAct) {
      int now = begun.getAsInt();
      return now == 0 ? 0 : (now - 1 + fractionOfAct) / acts;
    }

    List<Double> marks() {
      List<Double> marks = new ArrayList<>();
      for (int act = 0; act < acts; act++) {
        double begin = act;
        if (act > 0) {
          marks.add(begin / acts);
        }
        profile.beginnings().forEach(one -> marks.add((begin + one) / acts));
      }
      return marks;
    }
  }

  /// Latencies that are no flow's.
  private record Kind(String name, LatencyRecorder all, LatencyRecorder.Interval latest) {
    static Kind of(String name, LatencyRecorder all) {
      return new Kind(name, all, all.newInterval());
    }

    Snapshot.Latency take() {
      return new Snapshot.Latency(name, latest.next(), all.total());
    }
  }

  /// @param sampler of its own, which nobody else asks
  /// @param hostile what hostile clients got so far
  DetailSampler(
      Sampler sampler,
      List<Cast> casts,
      Crew crew,
      LatencyRecorder lag,
      ServerMetrics server,
      Supplier<List<HostileKindResult>> hostile,
      Course course) {
    this.sampler = sampler;
    this.casts = List.copyOf(casts);
    this.crew = crew;
    this.server = server;
    this.hostile = hostile;
    this.course = course;
    this.news = new News(casts);
    this.others =
        List.of(
            Kind.of("connect", crew.connectLatency()),
            Kind.of("login", crew.loginLatency()),
            Kind.of("own lag", lag));
  }

  Snapshot take() {
    Snapshot now = sampler.take();
    double seconds = news.seconds(now);
    return now.with(
        new Snapshot.Details(
            course.done(now.fraction()),
            course.marks(),
            news.due(seconds).stream().map(one -> Math.max(0, Math.round(one))).toList(),
            latencies(now),
            crew.errors().byReason(),
            news.use(),
            server.answers(),
            server.figures(),
            hostile.get()));
  }

  private List<Snapshot.Latency> latencies(Snapshot now) {
    List<Snapshot.Latency> latencies = new ArrayList<>();
    for (int i = 0; i < casts.size(); i++) {
      Snapshot.Flow flow = now.flows().get(i);
      latencies.add(
          new Snapshot.Latency(flow.name(), flow.latency(), casts.get(i).latency().total()));
    }
    others.forEach(kind -> latencies.add(kind.take()));
    return latencies;
  }
}
