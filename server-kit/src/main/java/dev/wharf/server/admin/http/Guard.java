package dev.wharf.server.admin.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Decides whether a request is allowed: by its host name, its token, and the [Access] of the
/// route. Thread-safe.
///
/// The host name protects against DNS rebinding. A web page of another site, open in an operator's
/// browser, can let its own host name point to the address of this port, and send requests under
/// that name. So a request whose `Host` is a DNS name needs the token, which such a page does not
/// know. An IP address and `localhost` cannot be rebound, and need no token for this. Health,
/// readiness and metrics contain no player names and change nothing. They accept any host name,
/// because orchestrators and Prometheus use service names or none.
///
/// Changes always need the token. Metrics and player data need it when other machines can reach the
/// port. Wrong tokens are limited per minute ([WrongTokenLimit]). Requests that need no token are
/// not affected.
public final class Guard {
  private static final String SCHEME = "Bearer ";
  private static final int MOST_HOST_CHARS = 255;

  private final byte[] token;
  private final boolean open;
  private final WrongTokenLimit tries;

  /// The right that a request needs for access to a route.
  public enum Access {
    /// The request needs nothing, because the response contains nothing secret.
    PUBLIC,
    /// The request needs a host name that cannot be rebound, or the token.
    SAFE_HOST,
    /// The request needs the token, unless only this machine can reach the port. Any host name is
    /// allowed.
    METRICS,
    /// The request needs the token, unless only this machine can reach the port and the host name
    /// cannot be rebound.
    READ,
    /// The request always needs the token.
    CHANGE;

    private boolean allowsAnyName() {
      return this == PUBLIC || this == METRICS;
    }
  }

  /// Creates a guard for an admin port.
  ///
  /// @param bind the address that the admin port listens on
  /// @param token the token that requests must have; empty when changes are not allowed
  /// @param tries limits the wrong tokens
  public Guard(InetSocketAddress bind, String token, WrongTokenLimit tries) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
    this.open = bind.getAddress().isLoopbackAddress();
    this.tries = tries;
  }

  /// Returns whether a token is set. Without a token, requests for changes are refused.
  public boolean hasToken() {
    return token.length > 0;
  }

  /// Returns the response that refuses a request; null when the request is allowed.
  ///
  /// @param from the client's address
  /// @param host the `Host` header
  /// @param authorization the `Authorization` header
  public @Nullable Response check(
      Access access, InetAddress from, @Nullable String host, @Nullable String authorization) {
    boolean isOwnName = access.allowsAnyName() || isOwnName(host);
    if (isOwnName && isFree(access)) {
      return null;
    }
    if (hasToken() && authorization != null) {
      boolean isRight = isToken(authorization);
      long seconds = tries.record(from, authorization, isRight);
      if (seconds > 0) {
        return tooMany(seconds);
      }
      if (isRight) {
        return null;
      }
    }
    if (!isOwnName) {
      return Response.text(
          HttpResponseStatus.MISDIRECTED_REQUEST,
          "use the IP address or localhost in the URL, or send the token");
    }
    return access == Access.CHANGE && !hasToken()
        ? Response.text(
            HttpResponseStatus.FORBIDDEN,
            "changes are not allowed: set admin.token, and restart the server")
        : unauthorized();
  }

  private boolean isFree(Access access) {
    return switch (access) {
      case PUBLIC, SAFE_HOST -> true;
      case METRICS, READ -> open;
      case CHANGE -> false;
    };
  }

  private static Response tooMany(long seconds) {
    return Response.text(
            HttpResponseStatus.TOO_MANY_REQUESTS,
            "too many wrong tokens: try again in " + seconds + " seconds")
        .withHeader("Retry-After", String.valueOf(seconds));
  }

  private static Response unauthorized() {
    return Response.text(
            HttpResponseStatus.UNAUTHORIZED,
            "send the token in the header Authorization: Bearer TOKEN, with the value of"
                + " admin.token")
        .withHeader("WWW-Authenticate", "Bearer realm=\"admin\"");
  }

  /// Returns whether the header has the token. The comparison takes the same time for any number of
  /// correct bytes.
  private boolean isToken(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            token,
            authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isOwnName(@Nullable String host) {
    if (host == null || host.isEmpty() || host.length() > MOST_HOST_CHARS) {
      return false;
    }
    String name = withoutPort(host);
    return name.equalsIgnoreCase("localhost") || isAddress(name);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
  }

  private static boolean isAddress(String name) {
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    if (name.indexOf(':') >= 0 && !bracketed) {
      return false;
    }
    try {
      InetAddress.ofLiteral(bracketed ? name.substring(1, name.length() - 1) : name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
