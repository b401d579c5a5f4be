package dev.wharf.server.admin;

import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.server.admin.Guard.Access;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/// Maps paths to handlers, and checks access. Thread-safe.
final class Routes implements AutoCloseable {
  private static final String GET = "GET";
  private static final String POST = "POST";

  /// The content type of Prometheus's text format.
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Guard guard;
  private final AdminSources sources;
  private final TimerHandle sampling;
  private final Health health;
  private final StateDocument state;
  private final Actions actions;
  private final Response page = Page.load();
  private final Map<String, Route> routes;

  /// The answer of the admin port to requests for one path.
  ///
  /// @param method the only method that the path allows
  /// @param access the right that a request needs
  /// @param handler makes the response from the body of the request
  private record Route(String method, Access access, Function<String, Response> handler) {}

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
            "/", get(Access.SAFE_HOST, body -> page),
            "/health", get(Access.PUBLIC, body -> health.live()),
            "/ready", get(Access.PUBLIC, body -> health.ready()),
            "/metrics", get(Access.METRICS, body -> metrics()),
            "/api/state",
                get(Access.READ, body -> Response.json(HttpResponseStatus.OK, state.text())),
            "/api/kick", post(actions::kick),
            "/api/drain", post(body -> actions.drain()));
  }

  Response answer(Request request) {
    Route route = routes.get(request.path());
    Response refusal =
        guard.check(
            route == null ? Access.SAFE_HOST : route.access(),
            request.from(),
            request.host(),
            request.authorization());
    if (refusal != null) {
      return refusal;
    }
    if (route == null) {
      return Response.text(HttpResponseStatus.NOT_FOUND, "no such page");
    }
    if (!route.method().equals(request.method())) {
      String allowed = route.method().equals(GET) ? "GET, HEAD" : route.method();
      return Response.text(
              HttpResponseStatus.METHOD_NOT_ALLOWED, "this path allows only " + allowed)
          .withHeader("Allow", allowed);
    }
    return route.handler().apply(request.body());
  }

  @Override
  public void close() {
    sampling.cancel();
  }

  private Response metrics() {
    return Response.of(HttpResponseStatus.OK, METRICS_TYPE, sources.metrics().scrape());
  }

  private static Route get(Access access, Function<String, Response> handler) {
    return new Route(GET, access, handler);
  }

  private static Route post(Function<String, Response> handler) {
    return new Route(POST, Access.CHANGE, handler);
  }
}
