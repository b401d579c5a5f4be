package dev.wharf.swarm.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options for the login token that the server's authenticator checks.
public final class TokenOption {
  private static final Secret SECRET = new Secret("--token", "WHARF_TOKEN");

  @Option(
      names = "--token",
      paramLabel = "TEXT",
      description =
          "The login token. Other users of this machine can see it on a command line, so"
              + " --token-file is better, or WHARF_TOKEN or WHARF_TOKEN_FILE in the environment.")
  private @Nullable String token;

  @Option(names = "--token-file", paramLabel = "FILE", description = "A file with the token.")
  private @Nullable String file;

  /// Creates the options without a token. picocli sets the values from the command line.
  public TokenOption() {}

  /// Sets the token as if it were on the command line; null for no token.
  void set(@Nullable String value) {
    token = value;
  }

  /// Returns the token; an empty text when there is none.
  ///
  /// @throws UsageException when the token's file cannot be read
  public String token() {
    return SECRET.find(token, file);
  }
}
