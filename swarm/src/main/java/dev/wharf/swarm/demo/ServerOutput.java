package dev.wharf.swarm.demo;

import dev.wharf.protocol.text.PeerText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The output of a server: finds the lines that count, and keeps the last of the rest, for when
/// something goes wrong. Thread-safe.
final class ServerOutput {
  private static final Pattern READY =
      Pattern.compile("[a-z0-9]+-server ready on (\\S+):(\\d{1,5})");
  private static final Pattern ADMIN = Pattern.compile("[a-z0-9]+-server admin on (\\S+:\\d{1,5})");
  private static final Pattern LEDGER = Pattern.compile("[a-z0-9]+-server ledger: (.*)");
  private static final int KEPT = 30;
  private static final int MAX_CHARACTERS = 300;

  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CompletableFuture<String> admin = new CompletableFuture<>();
  private final CompletableFuture<String> ledger = new CompletableFuture<>();
  private final Deque<String> last = new ArrayDeque<>();

  /// Takes one line.
  void accept(String line) {
    Matcher ready = READY.matcher(line);
    Matcher adminPort = ADMIN.matcher(line);
    Matcher owed = LEDGER.matcher(line);
    if (ready.matches()) {
      port.complete(Integer.parseInt(ready.group(2)));
    } else if (adminPort.matches()) {
      admin.complete(adminPort.group(1));
    } else if (owed.matches()) {
      ledger.complete(owed.group(1));
    } else {
      keep(line);
    }
  }

  /// The port, once the server listens.
  CompletableFuture<Integer> port() {
    return port;
  }

  /// The address and port of its admin port; known before [#port], if there is one.
  CompletableFuture<String> admin() {
    return admin;
  }

  /// What the server still owed in the end.
  CompletableFuture<String> ledger() {
    return ledger;
  }

  /// The last lines, safe to show.
  synchronized List<String> lastLines() {
    return List.copyOf(last);
  }

  private synchronized void keep(String line) {
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(PeerText.escape(line.replace("\t", "    "), MAX_CHARACTERS));
  }
}
