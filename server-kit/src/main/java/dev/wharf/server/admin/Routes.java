package dev.wharf.server.admin;

import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.server.admin.Guard.Needs;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/// What is found where. Thread-safe.
final class Routes implements AutoCloseable {
  private static final String GET = "GET";
  private static final String POST = "POST";

  /// What Prometheus asks for.
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Guard guard;
  private final AdminSources sources;
  private final TimerHandle sampling;
  private final Health health;
  private final StateDocument state;
  private final Actions actions;
  private final Answer page = Page.load();
  private final Map<String, Route> routes;

  /// @param handler answers a request that has passed the guard, from its body
  private record Route(String method, Needs needs, Function<String, Answer> handler) {}

  Routes(Guard guard, AdminSources sources) {
    this.guard = guard;
    this.sources = sources;
    Rates rates = new Rates(() -> Totals.of(sources), sources.port()::nanoTime);
    this.sampling =
        sources
            .port()
            .timer()
            .every(Duration.ofSeconds(1), sources.port().timerQueue("admin rates"), rates::sample);
    this.actions = new Actions(sources);
    this.health = new Health(sources, actions);
    this.state = new StateDocument(guard, sources, rates, health);
    this.routes =
        Map.of(
            "/", get(Needs.OWN_NAME, body -> page),
            "/health", get(Needs.NOTHING, body -> health.live()),
            "/ready", get(Needs.NOTHING, body -> health.ready()),
            "/metrics", get(Needs.TO_COUNT, body -> metrics()),
            "/api/state",
                get(Needs.TO_SEE, body -> Answer.json(HttpResponseStatus.OK, state.text())),
            "/api/kick", post(actions::kick),
            "/api/drain", post(body -> actions.drain()));
  }

  Answer answer(Request request) {
    Route route = routes.get(request.path());
    Answer refusal =
        guard.check(
            route == null ? Needs.OWN_NAME : route.needs(),
            request.from(),
            request.host(),
            request.authorization());
    if (refusal != null) {
      return refusal;
    }
    if (route == null) {
      return Answer.text(HttpResponseStatus.NOT_FOUND, "there is nothing here");
    }
    if (!route.method().equals(request.method())) {
      String allowed = route.method().equals(GET) ? "GET, HEAD" : route.method();
      return Answer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "this is for " + allowed + " alone")
          .withHeader("Allow", allowed);
    }
    return route.handler().apply(request.body());
  }

  @Override
  public void close() {
    sampling.cancel();
  }

  private Answer metrics() {
    return Answer.of(HttpResponseStatus.OK, METRICS_TYPE, sources.metrics().scrape());
  }

  private static Route get(Needs needs, Function<String, Answer> handler) {
    return new Route(GET, needs, handler);
  }

  private static Route post(Function<String, Answer> handler) {
    return new Route(POST, Needs.TO_CHANGE, handler);
  }
}
