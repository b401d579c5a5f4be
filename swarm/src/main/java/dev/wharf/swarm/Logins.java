package dev.wharf.swarm;

import java.util.List;

/// Gives each client the name and the token that it logs in with. Immutable, thread-safe.
public sealed interface Logins {
  /// The name and the token that a client logs in with.
  ///
  /// @param name empty where the client may have any
  record Login(String name, String token) {}

  /// The login of a client.
  ///
  /// @param client its number in the run, from 0
  /// @param name one that no other client has, for a login that has none of its own
  /// @throws IllegalStateException when there is none left
  Login of(int client, String name);

  /// All clients have the same token.
  ///
  /// @param token may be empty
  record Shared(String token) implements Logins {
    @Override
    public Login of(int client, String name) {
      return new Login(name, token);
    }
  }

  /// Each connection has a token that is made for its name.
  ///
  /// @param tokens signs them
  record Minted(JwtTokens tokens) implements Logins {
    @Override
    public Login of(int client, String name) {
      return new Login(name, tokens.of(name));
    }
  }

  /// Each client has the login that was written down for it, and keeps it when it comes back.
  ///
  /// @param logins by the clients' numbers
  record Listed(List<Login> logins) implements Logins {
    /// Copies the list.
    public Listed {
      logins = List.copyOf(logins);
    }

    @Override
    public Login of(int client, String name) {
      if (client >= logins.size()) {
        throw new IllegalStateException("there is no login for it: there are " + logins.size());
      }
      Login login = logins.get(client);
      return login.name().isEmpty() ? new Login(name, login.token()) : login;
    }
  }
}
