package dev.wharf.game.client.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The pending requests: those that were sent and are not answered yet. Thread-safe.
final class Requests {
  private static final int MAX = 1000;

  /// The futures of the pending requests, by request id. A reply has the id of its request.
  private final Map<Integer, CompletableFuture<Void>> pending = new HashMap<>();

  private int last;

  /// A request to the server.
  ///
  /// @param answer completes when the reply has come, or when no reply will come
  record Request(int id, CompletableFuture<Void> answer) {}

  /// Creates a request. When [#MAX] requests are pending, the answer of the new request is
  /// completed at once.
  synchronized Request begin() {
    Request request = new Request(++last, new CompletableFuture<>());
    if (pending.size() < MAX) {
      pending.put(request.id(), request.answer());
    } else {
      request.answer().complete(null);
    }
    return request;
  }

  /// Completes the answer of a request, because its reply has come or will not come.
  void end(int id) {
    CompletableFuture<Void> answer;
    synchronized (this) {
      answer = pending.remove(id);
    }
    if (answer != null) {
      answer.complete(null);
    }
  }

  /// Completes the answers of all requests, because no reply will come any more.
  void endAll() {
    List<CompletableFuture<Void>> all;
    synchronized (this) {
      all = List.copyOf(pending.values());
      pending.clear();
    }
    all.forEach(one -> one.complete(null));
  }
}
