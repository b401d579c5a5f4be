package dev.wharf.client;

import com.google.protobuf.ByteString;

/// What a client logs in with. Immutable.
///
/// @param name the name that other players see; may be empty where the login asks for none
/// @param credential what the server's authenticator asks for, up to 1,024 bytes; may be empty
/// @param clientVersion the version of the game's packets that the client speaks; 0 when it does
///   not tell
public record Identity(String name, ByteString credential, int clientVersion) {
  /// A client that does not tell its version.
  ///
  /// @param token the credential as text
  public static Identity of(String name, String token) {
    return new Identity(name, ByteString.copyFromUtf8(token), 0);
  }

  /// The same with a version.
  public Identity withVersion(int version) {
    return new Identity(name, credential, version);
  }

  /// Leaves the credential out.
  @Override
  public String toString() {
    return name + ", client version " + clientVersion;
  }
}
