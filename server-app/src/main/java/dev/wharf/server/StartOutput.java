package dev.wharf.server;

import dev.wharf.server.config.EffectiveSetting;
import dev.wharf.server.config.ServerConfig;
import java.io.PrintStream;
import java.util.List;

/// What the server tells on standard error beside its log: its configuration, why it does not
/// start, that it drains. The one place where that is written.
final class StartOutput {
  private static final String NAME = "wharf-server: ";

  private final PrintStream err;

  StartOutput(PrintStream err) {
    this.err = err;
  }

  /// The settings in force and where they come from.
  ///
  /// @param all whether those that have their default are shown, too
  void configuration(ServerConfig config, boolean all) {
    List<EffectiveSetting> shown =
        config.effective().stream().filter(setting -> all || !setting.isDefault()).toList();
    shown.forEach(setting -> err.println("  " + setting));
    if (!all) {
      err.println(
          "  "
              + (shown.isEmpty() ? "all" : "all other")
              + " settings have their defaults;"
              + " --show-config lists them");
    }
  }

  /// Why the server does not start; a line for each reason.
  void problems(List<String> problems) {
    problems.forEach(this::tell);
  }

  void draining() {
    tell("draining; a second signal ends it at once");
  }

  private void tell(String line) {
    err.println(NAME + line);
  }
}
