package dev.wharf.server.admin;

import dev.wharf.engine.Ledger;
import dev.wharf.engine.timer.PeriodicJobs;
import dev.wharf.server.metrics.ServerMetrics;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether the server works, and whether it takes players. Thread-safe.
final class Health {
  /// A worker that has run nothing for so long is taken for lost.
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /// The three figures of the ledger are sums that are taken while they change: a negative one may
  /// be such a moment, so many in a row are not.
  private static final int LOOKS = 5;

  private final AdminSources sources;
  private final Actions actions;

  Health(AdminSources sources, Actions actions) {
    this.sources = sources;
    this.actions = actions;
  }

  /// Whether clients are let in: the server listens and is not being drained.
  boolean isReady() {
    return !actions.isDraining() && sources.service().isAccepting();
  }

  /// Whether the process is fit to go on; else it should be started anew. One broken room among
  /// others is told, but is no reason for that.
  Response live() {
    List<PeriodicJobs> failing = sources.port().timer().failingFor(ServerMetrics.FAILING);
    List<String> problems = problems();
    failing.stream().filter(Health::failAll).map(Health::describe).forEach(problems::add);
    if (!problems.isEmpty()) {
      return Response.text(HttpResponseStatus.SERVICE_UNAVAILABLE, String.join("; ", problems));
    }
    return Response.text(
        HttpResponseStatus.OK,
        Stream.concat(Stream.of("up"), failing.stream().map(Health::describe))
            .collect(Collectors.joining("; ")));
  }

  private static boolean failAll(PeriodicJobs jobs) {
    return jobs.failing() == jobs.jobs();
  }

  private static String describe(PeriodicJobs jobs) {
    return "%d of %d ticks of queue %s have failed at every run for %d s"
        .formatted(jobs.failing(), jobs.jobs(), jobs.queue(), ServerMetrics.FAILING.toSeconds());
  }

  /// Whether to send clients here.
  Response ready() {
    return isReady()
        ? Response.text(HttpResponseStatus.OK, "ready")
        : Response.text(
            HttpResponseStatus.SERVICE_UNAVAILABLE, "not ready: it takes no more clients");
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    int silent = sources.metrics().silentWorkers(SILENCE);
    if (silent > 0) {
      problems.add(
          "%d of %d workers have not answered for %d s"
              .formatted(silent, sources.port().workerExecutors().size(), SILENCE.toSeconds()));
    }
    if (!isSane(sources.port().ledger())) {
      problems.add("the ledger is below zero: " + sources.port().ledger());
    }
    return problems;
  }

  private static boolean isSane(Ledger ledger) {
    for (int look = 0; look < LOOKS; look++) {
      if (ledger.liveSessions() >= 0
          && ledger.pendingOperations() >= 0
          && ledger.buffersOut() >= 0) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }
}
