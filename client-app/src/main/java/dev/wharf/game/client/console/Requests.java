package dev.wharf.game.client.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The requests that wait for their answers. Thread-safe.
final class Requests {
  private static final int MAX = 1000;

  /// By the number that the answer comes with.
  private final Map<Integer, CompletableFuture<Void>> pending = new HashMap<>();

  private int last;

  /// A number, and the answer's arrival.
  record Request(int id, CompletableFuture<Void> answer) {}

  /// Begins a request. When too many wait, nobody waits for this one.
  synchronized Request begin() {
    Request request = new Request(++last, new CompletableFuture<>());
    if (pending.size() < MAX) {
      pending.put(request.id(), request.answer());
    } else {
      request.answer().complete(null);
    }
    return request;
  }

  /// Its answer has come, or will not.
  void end(int id) {
    CompletableFuture<Void> answer;
    synchronized (this) {
      answer = pending.remove(id);
    }
    if (answer != null) {
      answer.complete(null);
    }
  }

  /// No answer will come any more.
  void endAll() {
    List<CompletableFuture<Void>> all;
    synchronized (this) {
      all = List.copyOf(pending.values());
      pending.clear();
    }
    all.forEach(one -> one.complete(null));
  }
}
