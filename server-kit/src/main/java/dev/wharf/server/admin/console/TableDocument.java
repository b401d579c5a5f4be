package dev.wharf.server.admin.console;

import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.admin.TablePage;
import dev.wharf.server.admin.TableQuery;
import dev.wharf.server.admin.call.BoundedCalls;
import dev.wharf.server.admin.call.CallException;
import dev.wharf.server.admin.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Answers queries of tables: one page of rows as a document. Thread-safe.
final class TableDocument {
  /// The largest number of queries of a table in progress.
  private static final int MOST_CALLS = 4;

  private static final int DEFAULT_LIMIT = 25;

  private final List<AdminTable<?>> tables;
  private final BoundedCalls calls;

  /// A page of a table.
  ///
  /// @param total the number of rows that the query finds, on all pages
  /// @param searched the number of rows that were searched, when the table has more rows; else null
  /// @param rows the values of each row, in the order of the columns
  record Rows(
      String name,
      List<String> columns,
      long total,
      @Nullable Integer searched,
      int offset,
      List<List<Object>> rows) {}

  TableDocument(List<AdminTable<?>> tables, BoundedCalls calls) {
    this.tables = tables;
    this.calls = calls;
  }

  /// Returns a stage with the response to a query.
  ///
  /// @param parameters `name`, and if wanted `text`, `sort`, `descending`, `offset` and `limit`
  CompletionStage<Response> page(Map<String, String> parameters) {
    String name = parameters.getOrDefault("name", "");
    AdminTable<?> table =
        tables.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
    if (table == null) {
      return completed(Response.text(HttpResponseStatus.NOT_FOUND, "no such table"));
    }
    try {
      return page(table, queryOf(table, parameters));
    } catch (IllegalArgumentException e) {
      return completed(
          Response.text(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
    }
  }

  private CompletionStage<Response> page(AdminTable<?> table, TableQuery query) {
    return calls
        .<TablePage<List<Object>>>call(
            "the table " + table.name(), MOST_CALLS, () -> table.page(query))
        .handle(
            (page, thrown) ->
                page != null ? Documents.response(document(table, query, page)) : failure(thrown));
  }

  private static Rows document(
      AdminTable<?> table, TableQuery query, TablePage<List<Object>> page) {
    boolean isSearch = !query.text().isEmpty() || !query.column().isEmpty();
    boolean isCut = isSearch && table.count().orElse(0) > AdminTable.MAX_SEARCHED;
    return new Rows(
        table.name(),
        table.columns(),
        page.total(),
        isCut ? AdminTable.MAX_SEARCHED : null,
        query.offset(),
        page.rows());
  }

  private static Response failure(@Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (!(cause instanceof CallException failure)) {
      throw new CompletionException(cause);
    }
    HttpResponseStatus status =
        switch (failure.kind()) {
          case BUSY -> HttpResponseStatus.SERVICE_UNAVAILABLE;
          case LATE -> HttpResponseStatus.GATEWAY_TIMEOUT;
          case FAILED -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
        };
    return Response.text(status, String.valueOf(failure.getMessage()));
  }

  private static TableQuery queryOf(AdminTable<?> table, Map<String, String> parameters) {
    TableQuery query =
        new TableQuery(
            parameters.getOrDefault("text", ""),
            parameters.getOrDefault("sort", ""),
            flag("descending", parameters),
            Documents.number("offset", parameters, 0),
            Documents.number("limit", parameters, DEFAULT_LIMIT));
    table.checkSort(query);
    return query;
  }

  private static boolean flag(String name, Map<String, String> parameters) {
    return switch (parameters.getOrDefault(name, "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(name + " is not true or false");
    };
  }

  private static CompletionStage<Response> completed(Response response) {
    return CompletableFuture.completedFuture(response);
  }
}
