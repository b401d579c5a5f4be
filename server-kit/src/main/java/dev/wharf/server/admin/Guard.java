package dev.wharf.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Decides who may ask for what. Thread-safe.
///
/// A page of another site, in the browser of somebody who can reach the port, must get nothing: it
/// can send requests, under a name of its own that it lets point here (DNS rebinding). So a request
/// for a name is refused unless it has the token, which no such page knows; names that cannot be
/// rebound (an address, `localhost`) are let through. Health, readiness and figures name no player
/// and change nothing: they have no such check, as orchestrators and Prometheus ask for them by the
/// names of services, or without a name. To change anything, the token is always needed; to see
/// figures or players, when other machines can reach the port. Wrong tokens are limited per minute
/// ([WrongTokenLimit]). Requests that need no token are not affected.
final class Guard {
  private static final String SCHEME = "Bearer ";
  private static final int MOST_HOST_CHARS = 255;

  private final byte[] token;
  private final boolean open;
  private final WrongTokenLimit tries;

  /// What a route asks of those who come.
  enum Access {
    /// Nothing: what it says is no secret.
    PUBLIC,
    /// A name that cannot be rebound, or the token.
    SAFE_HOST,
    /// The token, unless this machine alone can reach the port; under whatever name.
    METRICS,
    /// The token, unless this machine alone can reach the port, under a name that cannot be
    /// rebound.
    READ,
    /// The token.
    CHANGE;

    private boolean allowsAnyName() {
      return this == PUBLIC || this == METRICS;
    }
  }

  /// @param token empty when nobody may change anything
  Guard(InetSocketAddress bind, String token, WrongTokenLimit tries) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
    this.open = bind.getAddress().isLoopbackAddress();
    this.tries = tries;
  }

  /// Whether there is a token, so that something may be changed.
  boolean hasToken() {
    return token.length > 0;
  }

  /// The refusal of a request, or null when it may pass.
  ///
  /// @param from who asks
  /// @param host the `Host` header
  /// @param authorization the `Authorization` header
  @Nullable Response check(
      Access access, InetAddress from, @Nullable String host, @Nullable String authorization) {
    boolean isOwnName = access.allowsAnyName() || isOwnName(host);
    if (isOwnName && isFree(access)) {
      return null;
    }
    if (hasToken() && authorization != null) {
      boolean isRight = isToken(authorization);
      long seconds = tries.take(from, authorization, isRight);
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
          "ask for this port by its address or as localhost, or show the token");
    }
    return access == Access.CHANGE && !hasToken()
        ? Response.text(
            HttpResponseStatus.FORBIDDEN,
            "nothing can be changed here: set admin.token, and start the server anew")
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
            "show the token: Authorization: Bearer and what admin.token says")
        .withHeader("WWW-Authenticate", "Bearer realm=\"admin\"");
  }

  /// In a time that does not tell how much of it is right.
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
