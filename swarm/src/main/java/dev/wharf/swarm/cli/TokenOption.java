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
          "The login token. Other users of this machine can see it on a command line: better use"
              + " --token-file, or set WHARF_TOKEN or WHARF_TOKEN_FILE in the environment.")
  private @Nullable String token;

  @Option(names = "--token-file", paramLabel = "FILE", description = "A file with the token.")
  private @Nullable String file;

  /// Made by picocli.
  public TokenOption() {}

  /// Sets the token as if it were on the command line.
  void set(@Nullable String value) {
    token = value;
  }

  /// The token; empty when none was given.
  ///
  /// @throws UsageException when the token's file cannot be read
  public String token() {
    return SECRET.find(token, file);
  }
}
