package dev.wharf.server.admin.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.server.admin.ActionCall;
import dev.wharf.server.admin.ActionResult;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.AuditEntry;
import dev.wharf.server.admin.AuditEntry.Outcome;
import dev.wharf.server.admin.call.BoundedCalls;
import dev.wharf.server.admin.call.CallException;
import dev.wharf.server.admin.http.Request;
import dev.wharf.server.admin.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The actions of operators: those of the game and the kit, and the drain. Runs and records them.
/// Thread-safe.
public final class Actions {
  /// The name of the action that drains the server.
  public static final String DRAIN = "drain";

  /// The largest number of calls of an action in progress.
  private static final int MOST_CALLS = 8;

  private static final int MOST_RESULT = 300;

  private final List<AdminAction> actions;
  private final BoundedCalls calls;
  private final Audit audit;
  private final EngineRuntime runtime;
  private final Runnable drain;
  private final AtomicBoolean draining = new AtomicBoolean();

  /// The end of an action.
  ///
  /// @param account the id of the account that the action was about
  /// @param secret what the operator alone gets to see
  private record End(
      Outcome outcome, HttpResponseStatus status, String text, String account, String secret) {
    End(Outcome outcome, HttpResponseStatus status, String text) {
      this(outcome, status, text, "", "");
    }

    static End of(@Nullable ActionResult result, @Nullable Throwable thrown) {
      if (result != null) {
        return new End(
            result.isDone() ? Outcome.DONE : Outcome.REFUSED,
            result.isDone() ? HttpResponseStatus.OK : HttpResponseStatus.CONFLICT,
            result.text(),
            result.account(),
            result.secret());
      }
      Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
      if (!(cause instanceof CallException failure)) {
        return new End(
            Outcome.FAILED, HttpResponseStatus.INTERNAL_SERVER_ERROR, "the action gave no result");
      }
      String text = String.valueOf(failure.getMessage());
      return switch (failure.kind()) {
        case BUSY -> new End(Outcome.REFUSED, HttpResponseStatus.SERVICE_UNAVAILABLE, text);
        case LATE ->
            new End(
                Outcome.UNKNOWN,
                HttpResponseStatus.GATEWAY_TIMEOUT,
                text + ": it may still be done");
        case FAILED -> new End(Outcome.FAILED, HttpResponseStatus.INTERNAL_SERVER_ERROR, text);
      };
    }
  }

  /// Creates the actions.
  ///
  /// @param some the actions of the kit and the game, without the drain
  /// @param drain starts a drain of the server, and returns at once
  public Actions(
      List<AdminAction> some,
      BoundedCalls calls,
      Audit audit,
      EngineRuntime runtime,
      Runnable drain) {
    this.actions = new ArrayList<>(some);
    this.actions.add(
        AdminAction.of(
            DRAIN,
            "Ends the server: no new players, those online are told, saved and disconnected",
            _ -> CompletableFuture.completedFuture(ActionResult.done("the server drains"))));
    this.calls = calls;
    this.audit = audit;
    this.runtime = runtime;
    this.drain = drain;
  }

  /// Returns all actions.
  public List<AdminAction> all() {
    return List.copyOf(actions);
  }

  /// Returns whether an operator has started a drain.
  public boolean isDraining() {
    return draining.get();
  }

  /// Runs an action, and records it.
  ///
  /// @param name the name of the action
  /// @param request a request that [dev.wharf.server.admin.http.Guard] has allowed
  /// @return a stage with the response; completes on any thread
  public CompletionStage<Response> run(String name, Request request) {
    AdminAction action =
        actions.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
    if (action == null) {
      return completed(Response.text(HttpResponseStatus.NOT_FOUND, "no such action"));
    }
    try {
      return run(action, ActionRequest.read(action, request));
    } catch (IllegalArgumentException e) {
      return completed(
          Response.text(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
    }
  }

  private CompletionStage<Response> run(AdminAction action, ActionCall call) {
    return calls
        .<ActionResult>call("the action " + action.name(), MOST_CALLS, () -> action.run(call))
        .handle(End::of)
        .thenCompose(
            end ->
                audit
                    .record(entry(action, call, end))
                    .thenApply(isStored -> response(action, end, isStored)));
  }

  private Response response(AdminAction action, End end, boolean isStored) {
    if (action.name().equals(DRAIN) && draining.compareAndSet(false, true)) {
      drain.run(); // after the record, because a drain closes the game's database
    }
    String text =
        end.text() + end.secret() + (isStored ? "" : " (the audit log did not store this)");
    return end.outcome() == Outcome.DONE
        ? Response.json(
            end.status(), JsonNodeFactory.instance.objectNode().put("result", text).toString())
        : Response.text(end.status(), text);
  }

  private AuditEntry entry(AdminAction action, ActionCall call, End end) {
    boolean hasSubject = !action.fields().isEmpty();
    return new AuditEntry(
        runtime.instant().truncatedTo(ChronoUnit.SECONDS),
        call.operator(),
        call.address(),
        action.name(),
        hasSubject ? call.text(action.fields().getFirst().name()) : "",
        action.fields().stream()
            .skip(1)
            .map(field -> field.name() + "=" + call.text(field.name()))
            .collect(Collectors.joining(", ")),
        end.outcome(),
        cut(end.text()),
        end.account());
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= MOST_RESULT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_RESULT)) + "…";
  }

  private static CompletionStage<Response> completed(Response response) {
    return CompletableFuture.completedFuture(response);
  }
}
