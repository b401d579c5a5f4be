package dev.wharf.server.login;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What a client shows to be let in.
///
/// @param name the player's name, within the rules of [Names][dev.wharf.server.player.Names]
/// @param credential as the client sent it, within `login.max-token-bytes`; read-only, may be empty
/// @param clientVersion the version that the client says it has, one that the game takes; unsigned
/// @param remoteAddress where the client comes from
public record LoginAttempt(
    String name, ByteBuffer credential, int clientVersion, InetSocketAddress remoteAddress) {
  /// The credential as a text in UTF-8, such as a token or a password.
  public String token() {
    return StandardCharsets.UTF_8.decode(credential.duplicate()).toString();
  }

  /// Without the credential.
  @Override
  public String toString() {
    return "LoginAttempt[name=" + name + ", remoteAddress=" + remoteAddress + "]";
  }
}
