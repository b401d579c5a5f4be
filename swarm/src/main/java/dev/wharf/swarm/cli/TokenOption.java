package dev.wharf.swarm.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options for the token that the server's authenticator asks for.
public final class TokenOption {
  private static final Secret SECRET = new Secret("--token", "WHARF_TOKEN");

  @Option(
      names = "--token",
      paramLabel = "TEXT",
      description =
          "What the server's authenticator asks for. Others see it there: better told by"
              + " --token-file, or in the environment, as WHARF_TOKEN or WHARF_TOKEN_FILE.")
  private @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file that has the token alone.")
  private @Nullable String file;

  /// Made by picocli.
  public TokenOption() {}

  /// Sets the token as if it were on the command line.
  void set(@Nullable String value) {
    token = value;
  }

  /// The token; empty when none was given.
  ///
  /// @throws UsageException when it cannot be had
  public String token() {
    return SECRET.find(token, file);
  }
}
