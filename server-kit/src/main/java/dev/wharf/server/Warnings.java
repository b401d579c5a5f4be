package dev.wharf.server;

import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import java.util.ArrayList;
import java.util.List;

/// What somebody who starts a server should know it does without.
final class Warnings {
  private Warnings() {}

  /// A line for each; none for a server that is fit for strangers.
  static List<String> of(ServerConfig config, Authenticator authenticator, List<String> ofGame) {
    List<String> warnings = new ArrayList<>();
    if (authenticator.isForDevelopment()) {
      warnings.add("DEVELOPMENT LOGIN: anybody may log in, under any name that is free.");
      warnings.add("Set login.authenticator = jwt before others can reach this port.");
    }
    if (config.development()) {
      warnings.add("DEVELOPMENT MODE: limits are lifted, for a swarm on this machine.");
    }
    if (config.server().admission().exemptLoopback()) {
      warnings.add("NO LIMITS BY ADDRESS for this machine (admission.exempt-loopback).");
    }
    if (config.packets().rateLimit().packetsPerSecond() == 0) {
      warnings.add("NO LIMIT ON PACKETS a second (rate.packets-per-second = 0).");
    }
    if (config.packets().rateLimit().bytesPerSecond() == 0) {
      warnings.add("NO LIMIT ON BYTES a second (rate.bytes-per-second = 0).");
    }
    warnings.addAll(ofGame);
    warnings.addAll(config.warnings());
    warnings.addAll(MachineLimits.warnings(config));
    return warnings;
  }
}
