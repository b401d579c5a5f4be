package dev.wharf.game.client.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The requests that wait for their answers. Thread-safe.
final class Requests {
  private static final int MOST = 1000;

  /// By the number that the answer comes with.
  private final Map<Integer, CompletableFuture<Void>> waiting = new HashMap<>();

  private int last;

  /// A number, and the answer's arrival.
  record Ticket(int id, CompletableFuture<Void> answered) {}

  /// Begins a request. When too many wait, nobody waits for this one.
  synchronized Ticket begin() {
    Ticket ticket = new Ticket(++last, new CompletableFuture<>());
    if (waiting.size() < MOST) {
      waiting.put(ticket.id(), ticket.answered());
    } else {
      ticket.answered().complete(null);
    }
    return ticket;
  }

  /// Its answer has come, or will not.
  void end(int id) {
    CompletableFuture<Void> answered;
    synchronized (this) {
      answered = waiting.remove(id);
    }
    if (answered != null) {
      answered.complete(null);
    }
  }

  /// No answer will come any more.
  void endAll() {
    List<CompletableFuture<Void>> all;
    synchronized (this) {
      all = List.copyOf(waiting.values());
      waiting.clear();
    }
    all.forEach(one -> one.complete(null));
  }
}
