package dev.wharf.server.login;

/// Lets anybody in, under any name that is free.
public final class DevelopmentAuthenticator implements Authenticator {
  @Override
  public Authentication authenticate(String name, String token) {
    return Authentication.ACCEPTED;
  }

  @Override
  public boolean isForDevelopment() {
    return true;
  }
}
