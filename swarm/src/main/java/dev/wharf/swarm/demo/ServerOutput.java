package dev.wharf.swarm.demo;

import dev.wharf.protocol.text.PeerText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the output of a server. It finds the lines with the ports and the ledger, and keeps the
/// last [#KEPT] of the other lines for an error report. Thread-safe.
final class ServerOutput {
  private static final Pattern READY =
      Pattern.compile("[a-z0-9]+-server ready on (\\S+):(\\d{1,5})");
  private static final Pattern ADMIN = Pattern.compile("[a-z0-9]+-server admin on (\\S+:\\d{1,5})");
  private static final Pattern WEBSOCKET =
      Pattern.compile("[a-z0-9]+-server websocket on (\\S+):(\\d{1,5})");
  private static final Pattern LEDGER = Pattern.compile("[a-z0-9]+-server ledger: (.*)");
  private static final int KEPT = 30;
  private static final int MAX_CHARACTERS = 300;

  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CompletableFuture<Integer> webSocketPort = new CompletableFuture<>();
  private final CompletableFuture<String> admin = new CompletableFuture<>();
  private final CompletableFuture<String> ledger = new CompletableFuture<>();
  private final Deque<String> last = new ArrayDeque<>();

  /// Reads one line of the server's output.
  void accept(String line) {
    Matcher ready = READY.matcher(line);
    Matcher webSocket = WEBSOCKET.matcher(line);
    Matcher adminPort = ADMIN.matcher(line);
    Matcher finalLedger = LEDGER.matcher(line);
    if (ready.matches()) {
      port.complete(Integer.parseInt(ready.group(2)));
    } else if (webSocket.matches()) {
      webSocketPort.complete(Integer.parseInt(webSocket.group(2)));
    } else if (adminPort.matches()) {
      admin.complete(adminPort.group(1));
    } else if (finalLedger.matches()) {
      ledger.complete(finalLedger.group(1));
    } else {
      keep(line);
    }
  }

  /// Returns a future that completes with the server's port when the server listens.
  CompletableFuture<Integer> port() {
    return port;
  }

  /// Returns a future that completes with the server's port for WebSocket, before the future of
  /// [#port]. The future never completes when the server has no such port.
  CompletableFuture<Integer> webSocketPort() {
    return webSocketPort;
  }

  /// Returns a future that completes with the address of the admin port, before the future of
  /// [#port]. The future never completes when the server has no admin port.
  CompletableFuture<String> admin() {
    return admin;
  }

  /// Returns a future that completes with the text of the server's ledger, which the server prints
  /// at its end.
  CompletableFuture<String> ledger() {
    return ledger;
  }

  /// Returns the last lines that have neither a port nor the ledger, escaped for a terminal.
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
