package dev.wharf.server.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.wharf.server.admin.Guard.Needs;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is found where. Thread-safe.
final class Routes implements AutoCloseable {
  private static final String GET = "GET";
  private static final String POST = "POST";

  /// What Prometheus asks for.
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final int MOST_BODY_BYTES = 1024;

  private final Guard guard;
  private final AdminSources sources;
  private final Rates rates;
  private final Health health;
  private final StateDocument state;
  private final Actions actions;
  private final Page page = Page.load();
  private final Map<String, Route> routes;

  /// Gives an answer to a request that has passed the guard.
  private interface Handler {
    Answer handle(byte[] body);
  }

  private record Route(String method, Needs needs, Handler handler) {}

  Routes(Guard guard, AdminSources sources) {
    this.guard = guard;
    this.sources = sources;
    this.rates = Rates.start(sources);
    this.actions = new Actions(sources);
    this.health = new Health(sources, actions);
    this.state = new StateDocument(guard, sources, rates, health);
    this.routes =
        Map.of(
            "/", get(Needs.NOTHING, body -> page.answer()),
            "/health", get(Needs.NOTHING, body -> health.live()),
            "/ready", get(Needs.NOTHING, body -> health.ready()),
            "/metrics", get(Needs.TO_SEE, body -> metrics()),
            "/api/state", get(Needs.TO_SEE, body -> Answer.json(Answer.OK, state.text())),
            "/api/kick", post(actions::kick),
            "/api/drain", post(body -> actions.drain()));
  }

  Answer answer(HttpExchange exchange) throws IOException {
    Route route = routes.get(exchange.getRequestURI().getPath());
    Answer refusal =
        guard.check(
            route == null ? Needs.NOTHING : route.needs(),
            exchange.getRemoteAddress().getAddress(),
            only(exchange, "Host"),
            only(exchange, "Authorization"));
    if (refusal != null) {
      return refusal;
    }
    if (route == null) {
      return Answer.text(Answer.NOT_FOUND, "there is nothing here");
    }
    if (!route.method().equals(exchange.getRequestMethod())) {
      return Answer.text(Answer.METHOD_NOT_ALLOWED, "this is for " + route.method() + " alone")
          .withHeader("Allow", route.method());
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
    return body.length > MOST_BODY_BYTES
        ? Answer.text(Answer.TOO_LARGE, "a body has at most " + MOST_BODY_BYTES + " bytes")
        : route.handler().handle(body);
  }

  @Override
  public void close() {
    rates.close();
  }

  private Answer metrics() {
    return Answer.of(Answer.OK, METRICS_TYPE, sources.metrics().scrape());
  }

  /// The value of a header that must not come twice; null when it does.
  private static @Nullable String only(HttpExchange exchange, String name) {
    var values = exchange.getRequestHeaders().get(name);
    return values == null || values.size() != 1 ? null : values.getFirst();
  }

  private static Route get(Needs needs, Handler handler) {
    return new Route(GET, needs, handler);
  }

  private static Route post(Handler handler) {
    return new Route(POST, Needs.TO_CHANGE, handler);
  }
}
