package dev.wharf.server;

import dev.wharf.server.config.EffectiveSetting;
import dev.wharf.server.config.ServerConfig;
import java.util.List;

/// Writes the server's messages beside its log: its configuration, why it does not start, and that
/// it drains. They go to standard error, and only this class writes them.
final class StartOutput {
  private final String server;
  private final LogSetup log;

  /// @param server what the server calls itself
  StartOutput(String server, LogSetup log) {
    this.server = server;
    this.log = log;
  }

  /// The settings in force and where they come from.
  ///
  /// @param all whether those that have their default are shown, too
  void configuration(ServerConfig config, boolean all) {
    List<EffectiveSetting> shown =
        config.effective().stream().filter(setting -> all || !setting.isDefault()).toList();
    shown.forEach(setting -> log.note("  " + setting));
    if (!all) {
      log.note(
          "  "
              + (shown.isEmpty() ? "all" : "all other")
              + " settings have their defaults;"
              + " --show-config lists them");
    }
  }

  /// Why the server does not start; a line for each reason.
  void problems(List<String> problems) {
    problems.forEach(problem -> log.complain(server + ": " + problem));
  }

  void draining() {
    log.note(server + ": draining; a second signal ends it at once");
  }
}
