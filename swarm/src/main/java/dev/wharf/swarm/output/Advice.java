package dev.wharf.swarm.output;

import dev.wharf.swarm.report.SwarmResult;
import java.util.ArrayList;
import java.util.List;

/// Suggests what to do about the failures of a run, where the swarm knows their cause.
public final class Advice {
  private Advice() {}

  /// Returns one sentence for each suggestion; empty when there is none.
  public static List<String> of(SwarmResult result) {
    List<String> advice = new ArrayList<>();
    boolean hasServerEnded = has(result, "connection lost, logs in again"); // during a login, too
    if (has(result, "login rejected: PEER_") && !hasServerEnded) {
      advice.add(
          "the server closed connections without a reply, as it does when too many come from one"
              + " address. Start a server on this machine with --dev; on another, raise"
              + " admission.max-per-address and admission.new-per-second-per-address, or connect"
              + " from several addresses (--from), or more slowly (--connect-rate).");
    }
    if (has(result, "server: SERVER_FULL")) {
      advice.add(
          "the server was full: raise admission.max-sessions or login.max-in-flight there, or lower"
              + " --connect-rate.");
    }
    if (has(result, "server: LOGIN_REFUSED")) {
      advice.add(
          "the server refused logins: it may want a token (--token-file), one for each client"
              + " (--tokens), or one made for each name (--token-keys-file).");
    }
    if (has(result, "resume: the server does not allow it")) {
      advice.add(
          "the server does not let sessions be resumed, so each cut is a disconnect: set"
              + " resume.grace there.");
    }
    if (result.connections().asked() > 0
        && result.connections().connectFailed() == result.connections().asked()) {
      advice.add(
          "see whether a server listens on "
              + result.info().server()
              + ". The launcher's command 'server' starts one on port 7777.");
    }
    return advice;
  }

  private static boolean has(SwarmResult result, String reason) {
    return result.errors().keySet().stream().anyMatch(error -> error.startsWith(reason));
  }
}
