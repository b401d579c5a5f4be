package dev.wharf.game.client.console;

import dev.wharf.swarm.cli.Secret;
import dev.wharf.swarm.cli.UsageException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options for the password of an account. No option has the password itself, because other
/// users of the machine can see command lines.
final class PasswordOption {
  private static final Secret SECRET = new Secret("--password", "WHARF_PASSWORD");

  @Option(
      names = "--register",
      description = "Make an account with this name and a password, then log in.")
  private boolean registers;

  @Option(
      names = "--password",
      description =
          "Ask for the password of the account, without showing it. From a pipe, the first line of"
              + " the input is the password. WHARF_PASSWORD or WHARF_PASSWORD_FILE in the"
              + " environment comes first.")
  private boolean asks;

  @Option(names = "--password-file", paramLabel = "FILE", description = "A file with the password.")
  private @Nullable String file;

  boolean registers() {
    return registers;
  }

  /// Returns whether the login uses a password.
  boolean isUsed() {
    return registers || asks || file != null;
  }

  /// Returns the password, from the file, from the environment, or from the screen.
  ///
  /// @throws UsageException when there is none, or the second one differs from the first one
  String read(Screen screen) {
    String known = SECRET.find(null, file);
    if (!known.isEmpty()) {
      return known;
    }
    String typed = screen.readSecret("Password: ");
    if (typed == null || typed.isEmpty()) {
      throw new UsageException("a password is missing: type one, or use --password-file");
    }
    if (registers && screen.isInteractive()) {
      if (!Objects.equals(typed, screen.readSecret("The same password again: "))) {
        throw new UsageException("the two passwords differ");
      }
    }
    return typed;
  }
}
