package dev.wharf.server.login;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The content of one login request, for the [Authenticator].
///
/// @param name the player's name, which [Names][dev.wharf.server.player.Names] accepts
/// @param credential the client's credential, at most `login.max-token-bytes`; read-only, may be
///   empty
/// @param clientVersion the version that the client sent, an unsigned number; the game accepts this
///   version
/// @param remoteAddress the client's address
public record LoginAttempt(
    String name, ByteBuffer credential, int clientVersion, InetSocketAddress remoteAddress) {
  /// Returns the credential as UTF-8 text, such as a token or a password.
  public String token() {
    return StandardCharsets.UTF_8.decode(credential.duplicate()).toString();
  }

  /// Returns a text without the credential, because it is secret.
  @Override
  public String toString() {
    return "LoginAttempt[name=" + name + ", remoteAddress=" + remoteAddress + "]";
  }
}
