package dev.wharf.server.admin.console;

import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.admin.action.Actions;
import dev.wharf.server.admin.action.Audit;
import dev.wharf.server.admin.call.BoundedCalls;
import dev.wharf.server.admin.chart.Charts;
import dev.wharf.server.admin.chart.Rates;
import dev.wharf.server.admin.chart.Totals;
import dev.wharf.server.admin.http.AdminFailure;
import dev.wharf.server.admin.http.Guard;
import dev.wharf.server.admin.http.Guard.Access;
import dev.wharf.server.admin.http.Request;
import dev.wharf.server.admin.http.Response;
import dev.wharf.server.metrics.Counters;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/// Maps paths to handlers, and checks access. Thread-safe.
final class Routes implements AutoCloseable {
  private static final String GET = "GET";
  private static final String POST = "POST";

  /// The beginning of the paths of actions. The end is the name of the action.
  private static final String ACTIONS = "/api/actions/";

  /// The longest time of a call of a table, an action or an audit log of the game.
  private static final Duration CALL = Duration.ofSeconds(5);

  /// The content type of Prometheus's text format.
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Guard guard;
  private final AdminSources sources;
  private final List<TimerHandle> sampling;
  private final Charts charts;
  private final Map<String, Route> routes;

  /// The answer of the admin port to requests for one path.
  ///
  /// @param method the only method that the path allows
  /// @param access the right that a request needs
  /// @param handler makes the response
  private record Route(
      String method, Access access, Function<Request, CompletionStage<Response>> handler) {}

  Routes(Guard guard, AdminSources sources, int auditEntries, Counters<AdminFailure> failures) {
    this.guard = guard;
    this.sources = sources;
    BoundedCalls calls = new BoundedCalls(sources.port(), CALL, failures);
    Audit audit = new Audit(auditEntries, sources.auditLog(), calls, failures);
    Actions actions =
        new Actions(actionsOf(sources), calls, audit, sources.port().runtime(), sources.drain());
    Health health = new Health(sources, actions);
    Rates rates = new Rates(() -> totals(sources), sources.port()::nanoTime);
    List<AdminTable<?>> tables = tablesOf(sources, audit);
    actions.all().forEach(action -> checkRow(action, tables));
    StateDocument state =
        new StateDocument(guard.hasToken(), sources, tables, actions, rates, health);
    TableDocument table = new TableDocument(tables, calls);
    Response page = Page.load();
    this.charts = KitCharts.of(sources);
    this.sampling =
        List.of(
            sources
                .port()
                .timer()
                .every(
                    Duration.ofSeconds(1), sources.port().timerQueue("admin rates"), rates::sample),
            charts.start(sources.port()));
    this.routes =
        Map.of(
            "/",
            get(Access.SAFE_HOST, _ -> page),
            "/health",
            get(Access.PUBLIC, _ -> health.live()),
            "/ready",
            get(Access.PUBLIC, _ -> health.ready()),
            "/metrics",
            get(Access.METRICS, _ -> metrics()),
            "/api/state",
            get(Access.READ, _ -> Documents.response(state.state())),
            "/api/history",
            get(Access.READ, this::history),
            "/api/table",
            new Route(GET, Access.READ, request -> table.page(request.parameters())),
            ACTIONS,
            new Route(
                POST,
                Access.CHANGE,
                request -> actions.run(request.path().substring(ACTIONS.length()), request)));
  }

  private static Totals totals(AdminSources sources) {
    return Totals.of(sources.service().counters(), sources.metrics().packetsReceived());
  }

  private static List<AdminAction> actionsOf(AdminSources sources) {
    return Stream.concat(new KitActions(sources).all().stream(), sources.actions().stream())
        .toList();
  }

  private static void checkRow(AdminAction action, List<AdminTable<?>> tables) {
    boolean isRight =
        action.table().isEmpty()
            || (!action.fields().isEmpty()
                && tables.stream()
                    .filter(table -> table.name().equals(action.table()))
                    .anyMatch(table -> table.columns().contains(action.column())));
    if (!isRight) {
      throw new IllegalArgumentException(
          "the action %s is for rows of the table %s: it needs a field, and the column %s there"
              .formatted(action.name(), action.table(), action.column()));
    }
  }

  private static List<AdminTable<?>> tablesOf(AdminSources sources, Audit audit) {
    List<AdminTable<?>> kit = new KitTables(sources).all();
    List<AdminTable<?>> all = new ArrayList<>(kit.subList(0, 1));
    all.addAll(sources.tables());
    all.addAll(kit.subList(1, kit.size()));
    all.add(audit.table());
    return List.copyOf(all);
  }

  CompletionStage<Response> answer(Request request) {
    Route route = routes.get(request.path().startsWith(ACTIONS) ? ACTIONS : request.path());
    Response refusal =
        guard.check(
            route == null ? Access.SAFE_HOST : route.access(),
            request.from(),
            request.host(),
            request.authorization());
    if (refusal != null) {
      return completed(refusal);
    }
    if (route == null) {
      return completed(Response.text(HttpResponseStatus.NOT_FOUND, "no such page"));
    }
    if (!route.method().equals(request.method())) {
      String allowed = route.method().equals(GET) ? "GET, HEAD" : route.method();
      return completed(
          Response.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "this path allows only " + allowed)
              .withHeader("Allow", allowed));
    }
    return route.handler().apply(request);
  }

  @Override
  public void close() {
    sampling.forEach(TimerHandle::cancel);
  }

  private Response history(Request request) {
    try {
      return Documents.response(charts.since(Documents.number("from", request.parameters(), 0)));
    } catch (IllegalArgumentException e) {
      return Response.text(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private Response metrics() {
    return Response.of(HttpResponseStatus.OK, METRICS_TYPE, sources.metrics().scrape());
  }

  private static Route get(Access access, Function<Request, Response> handler) {
    return new Route(GET, access, request -> completed(handler.apply(request)));
  }

  private static CompletionStage<Response> completed(Response response) {
    return CompletableFuture.completedFuture(response);
  }
}
