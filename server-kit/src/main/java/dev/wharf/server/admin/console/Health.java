package dev.wharf.server.admin.console;

import dev.wharf.engine.Ledger;
import dev.wharf.engine.timer.PeriodicJobs;
import dev.wharf.server.admin.action.Actions;
import dev.wharf.server.admin.http.Response;
import dev.wharf.server.metrics.ServerMetrics;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Answers the health and readiness checks. Thread-safe.
final class Health {
  /// A worker that has not run its probe task for this time counts as lost.
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /// The number of times that the ledger must be read with a negative number in it before this
  /// counts as an error. Each number is a sum of counters that change during the read, so that a
  /// single negative result is no proof.
  private static final int LOOKS = 5;

  private final AdminSources sources;
  private final Actions actions;

  Health(AdminSources sources, Actions actions) {
    this.sources = sources;
    this.actions = actions;
  }

  /// Returns whether the server accepts clients: it listens and is not draining.
  boolean isReady() {
    return !actions.isDraining() && sources.service().isAccepting();
  }

  /// Returns the response of the health check, which fails when the process should be restarted.
  /// When only a part of the periodic jobs with one queue name fail, the response mentions them,
  /// but the check succeeds.
  Response live() {
    List<PeriodicJobs> failing = sources.port().timer().failingFor(ServerMetrics.FAILING);
    List<String> problems = problems();
    failing.stream().filter(Health::failAll).map(Health::describe).forEach(problems::add);
    if (!problems.isEmpty()) {
      return Response.text(HttpResponseStatus.SERVICE_UNAVAILABLE, String.join("; ", problems));
    }
    return Response.text(
        HttpResponseStatus.OK,
        Stream.of(Stream.of("up"), failing.stream().map(Health::describe), notes())
            .flatMap(lines -> lines)
            .collect(Collectors.joining("; ")));
  }

  private Stream<String> notes() {
    return sources.notes().stream().map(Supplier::get).filter(Objects::nonNull);
  }

  private static boolean failAll(PeriodicJobs jobs) {
    return jobs.failing() == jobs.jobs();
  }

  private static String describe(PeriodicJobs jobs) {
    return "%d of %d ticks of queue %s have failed at every run for %d s"
        .formatted(jobs.failing(), jobs.jobs(), jobs.queue(), ServerMetrics.FAILING.toSeconds());
  }

  /// Returns the response of the readiness check, which fails when clients should use another
  /// server.
  Response ready() {
    return isReady()
        ? Response.text(HttpResponseStatus.OK, "ready")
        : Response.text(
            HttpResponseStatus.SERVICE_UNAVAILABLE, "not ready: the server accepts no clients");
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
