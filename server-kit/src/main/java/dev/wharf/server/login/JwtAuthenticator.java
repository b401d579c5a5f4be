package dev.wharf.server.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.wharf.protocol.text.PeerText;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.jwt.LoginKeys;
import dev.wharf.server.player.Account;
import dev.wharf.server.player.Names;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts JSON Web Tokens (RFC 7519) that a login service has signed with one of `login.jwt.keys`.
///
/// A token is accepted when
/// - its signature is that of the key that its header names (`kid`), by that key's algorithm;
/// - `iss` is `login.jwt.issuer`, and `aud` has `login.jwt.audience`;
/// - it has not expired (`exp`) and is already valid (`iat`, and `nbf` if present), with a
///   tolerance of 30 seconds for clock skew, and its lifetime is at most `login.jwt.max-life`;
/// - it is for the name that the client logs in with: `name`, or `sub` when there is no `name`.
///
/// `sub` is the [Account]'s id. The token's other claims become its attributes when they are texts.
/// A token may be used again until it expires, but its player is online only once at a time.
/// Thread-safe.
public final class JwtAuthenticator implements Authenticator {
  private static final Logger log = LoggerFactory.getLogger(JwtAuthenticator.class);
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
  private static final int MOST_SHOWN = 200;
  private static final String NAME = "name";
  private static final Set<String> REQUIRED = Set.of("sub", "exp", "iat");
  private static final Set<String> NO_ATTRIBUTES = Set.of("iss", "sub", "aud", "jti", NAME);

  private final ServerConfig.Jwt settings;
  private final LoginKeys keys;
  private final InstantSource clock;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /// Creates an authenticator with these settings.
  ///
  /// @param clock tells the time at which a token expires
  /// @throws IllegalArgumentException when the keys are invalid; the message says why
  public JwtAuthenticator(ServerConfig.Jwt settings, InstantSource clock) {
    this.settings = settings;
    this.keys = LoginKeys.parse(settings.keys());
    this.clock = clock;
    processor.setJWSKeySelector(keys.selector());
    processor.setJWTClaimsSetVerifier(new ClaimsVerifier(settings, clock));
  }

  /// Verifies the claims of a token, by the given clock instead of the system's clock.
  private static final class ClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final InstantSource clock;

    ClaimsVerifier(ServerConfig.Jwt settings, InstantSource clock) {
      super(
          settings.audience(),
          new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
          REQUIRED);
      this.clock = clock;
      setMaxClockSkew((int) CLOCK_SKEW.toSeconds());
    }

    @Override
    public void verify(JWTClaimsSet claims, @Nullable SecurityContext context)
        throws BadJWTException {
      Instant latest = clock.instant().plus(CLOCK_SKEW);
      if (Stream.of(claims.getIssueTime(), claims.getNotBeforeTime())
          .filter(Objects::nonNull)
          .anyMatch(begin -> begin.toInstant().isAfter(latest))) {
        throw new NotBegunException();
      }
      super.verify(claims, context);
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }

  private static final class NotBegunException extends BadJWTException {
    private static final long serialVersionUID = 1L;

    NotBegunException() {
      super("iat or nbf is later than now");
    }
  }

  /// Creates a token for a player whose account id is the player's name. The token is valid for
  /// `login.jwt.max-life`.
  ///
  /// @throws IllegalStateException when all keys are public, so that none can sign
  public String mint(String name) {
    Instant now = clock.instant();
    return keys.sign(
        new JWTClaimsSet.Builder()
            .issuer(settings.issuer())
            .audience(settings.audience())
            .subject(Names.normalize(name))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(settings.maxLife())))
            .build());
  }

  @Override
  public Authentication authenticate(LoginAttempt attempt) {
    try {
      return judge(processor.process(attempt.token(), null), attempt.name());
    } catch (ParseException | BadJOSEException | JOSEException | RuntimeException e) {
      log.debug(
          "{}: refused a token: {}",
          attempt.remoteAddress(),
          PeerText.escape(String.valueOf(e.getMessage()), MOST_SHOWN));
      return refused(problemOf(e));
    }
  }

  private static TokenProblem problemOf(Exception refusal) {
    return switch (refusal) {
      case ExpiredJWTException _ -> TokenProblem.TOKENS_EXPIRED;
      case NotBegunException _ -> TokenProblem.TOKENS_NOT_BEGUN;
      case BadJWTException e when e.getCause() instanceof ParseException ->
          TokenProblem.TOKENS_MALFORMED; // the claims cannot be parsed
      case BadJWTException _ -> TokenProblem.TOKENS_FOR_OTHERS;
      case BadJOSEException _, JOSEException _ -> TokenProblem.TOKENS_NOT_SIGNED;
      default -> TokenProblem.TOKENS_MALFORMED;
    };
  }

  /// Returns a refusal of a token. Its message tells the player what the player can change, and
  /// nothing that helps to forge a token.
  private static Authentication refused(TokenProblem problem) {
    String why =
        switch (problem) {
          case TOKENS_EXPIRED -> "the token has expired";
          case TOKENS_TOO_LONG -> "the token lasts longer than the server allows";
          default -> "the token is not one for this name";
        };
    return Authentication.refused(why, problem);
  }

  /// Decides about a token whose signature is valid.
  ///
  /// @param claims the claims of the token
  /// @param name the name that the client logs in with
  private Authentication judge(JWTClaimsSet claims, String name) throws ParseException {
    Instant issued = claims.getIssueTime().toInstant();
    if (claims.getExpirationTime().toInstant().isAfter(issued.plus(settings.maxLife()))) {
      return refused(TokenProblem.TOKENS_TOO_LONG);
    }
    String owner = Objects.requireNonNullElse(claims.getStringClaim(NAME), claims.getSubject());
    boolean isOurs =
        !claims.getSubject().isBlank()
            && Names.problemOf(owner) == null
            && Names.normalize(owner).equals(name);
    return isOurs
        ? Authentication.accepted(new Account(claims.getSubject(), attributes(claims)))
        : refused(TokenProblem.TOKENS_OF_OTHER_NAMES);
  }

  private static Map<String, String> attributes(JWTClaimsSet claims) {
    return claims.getClaims().entrySet().stream()
        .filter(
            claim -> claim.getValue() instanceof String && !NO_ATTRIBUTES.contains(claim.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, claim -> (String) claim.getValue()));
  }
}
