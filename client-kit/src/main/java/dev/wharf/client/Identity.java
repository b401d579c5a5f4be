package dev.wharf.client;

import com.google.protobuf.ByteString;

/// The data that a client logs in with. Immutable.
///
/// @param name the name that other players see; may be empty when the login needs no name
/// @param credential the secret for the server's authenticator, up to 1,024 bytes; may be empty
/// @param clientVersion the version of the game's packets that the client uses; 0 when the client
///   sends none
public record Identity(String name, ByteString credential, int clientVersion) {
  /// Creates an identity with client version 0.
  ///
  /// @param token the credential as text
  public static Identity of(String name, String token) {
    return new Identity(name, ByteString.copyFromUtf8(token), 0);
  }

  /// Returns a copy of this identity with another client version.
  public Identity withVersion(int version) {
    return new Identity(name, credential, version);
  }

  /// Returns the name and the version, without the credential.
  @Override
  public String toString() {
    return name + ", client version " + clientVersion;
  }
}
