package dev.wharf.server.login;

import com.google.protobuf.ByteString;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.server.player.GameSession;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The tokens with which players resume their sessions. A token is good for one resume, which
/// replaces it by a new one.
///
/// **The token before.** The reply with a new token may be lost with its connection. So the token
/// of the latest resume stays good until a packet has arrived on the new connection. Such a packet
/// shows that the client has the reply. A player has at most two good tokens.
///
/// **A token** has 32 bytes: 8 random bytes of this server process, and 24 random bytes. The first
/// 8 bytes are no secret. They show whether the server was restarted since the token was issued.
/// The index has only the SHA-256 hashes of tokens, so that a dump of the memory reveals no token
/// that is good. It has at most two entries for each player, and none after the player has left.
///
/// Thread-safe.
final class ResumeTokens {
  private static final int PROCESS_BYTES = 8;

  /// The size of a token.
  static final int BYTES = 32;

  private static final int MAX_LOST = 1000;

  private final RandomGenerator random;
  private final byte[] process = new byte[PROCESS_BYTES];

  /// The players by the hashes of their tokens. Guarded by this object, as [#tokens] is.
  private final Map<Hash, GameSession> players = new HashMap<>();

  private final Map<GameSession, Tokens> tokens = new HashMap<>();

  /// Why sessions that have ended could not be resumed, by the hashes of their newest tokens.
  /// Guarded by this object.
  private final Map<Hash, String> lost =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, String> eldest) {
          return size() > MAX_LOST;
        }
      };

  /// The SHA-256 hash of a token.
  private record Hash(long first, long second, long third, long fourth) {}

  /// The good tokens of a player.
  ///
  /// @param newest the token that the client has got last, or will get
  /// @param before the token of the latest resume; null before the first resume
  /// @param attempt the highest number of the requests with a good token; 0 when there is none
  private record Tokens(Hash newest, @Nullable Hash before, int attempt) {
    Tokens withAttempt(int number) {
      return new Tokens(newest, before, number);
    }
  }

  /// The reason why a token is not good.
  enum Problem {
    /// The token has another length.
    MALFORMED,
    /// Another server process has issued the token.
    OF_OTHER_PROCESS,
    /// The token was replaced, its player has left, or it was never issued.
    UNKNOWN
  }

  ResumeTokens(EngineRuntime runtime) {
    this.random = runtime.newSecretRandom();
    random.nextBytes(process);
  }

  /// Issues the first token of a player. The caller calls [#left] when the player has left.
  synchronized ByteString issue(GameSession player) {
    byte[] token = newToken();
    Hash hash = hashOf(token);
    players.put(hash, player);
    tokens.put(player, new Tokens(hash, null, 0));
    return ByteString.copyFrom(token);
  }

  /// Returns the player who may resume with a token; null when the token is not good.
  @Nullable GameSession find(ByteString token) {
    Hash hash = hashOf(token.toByteArray());
    synchronized (this) {
      GameSession player = players.get(hash);
      return player != null && isGood(player, hash) ? player : null;
    }
  }

  /// Records the number of a request with a good token.
  ///
  /// @param attempt the number that the client has given to the request; 0 when it has none
  /// @return false when a request with this number or a higher one has come before, so that the
  ///   client has given this request up
  synchronized boolean isLatest(GameSession player, int attempt) {
    Tokens present = tokens.get(player);
    if (attempt == 0 || present == null) {
      return true;
    }
    boolean isLatest = Integer.compareUnsigned(attempt, present.attempt()) > 0;
    if (isLatest) {
      tokens.put(player, present.withAttempt(attempt));
    }
    return isLatest;
  }

  /// Replaces a token by a new one. Called while the session of the player is being resumed, so
  /// that no other resume of the player runs at the same time.
  ///
  /// @return the new token; null when the token is not good any more
  synchronized @Nullable ByteString renew(GameSession player, ByteString used) {
    Hash hash = hashOf(used.toByteArray());
    Tokens present = tokens.get(player);
    if (present == null || !player.equals(players.get(hash)) || !isGood(player, hash)) {
      return null;
    }
    forget(player);
    byte[] token = newToken();
    Hash newest = hashOf(token);
    players.put(hash, player);
    players.put(newest, player);
    tokens.put(player, new Tokens(newest, hash, present.attempt()));
    return ByteString.copyFrom(token);
  }

  /// Removes the tokens of a player who has left, and remembers why it could not be resumed.
  synchronized void left(GameSession player) {
    Tokens old = tokens.get(player);
    String problem = player.resumeProblem();
    if (old != null && problem != null) {
      lost.put(old.newest(), problem);
    }
    forget(player);
  }

  /// Returns why the session of a token that is not good could not be resumed; null when no such
  /// reason is known.
  synchronized @Nullable String lostReason(ByteString token) {
    return lost.get(hashOf(token.toByteArray()));
  }

  /// Removes the tokens of a player.
  private void forget(GameSession player) {
    Tokens old = tokens.remove(player);
    if (old != null) {
      players.remove(old.newest());
      if (old.before() != null) {
        players.remove(old.before());
      }
    }
  }

  /// Returns why a token is not good, for which [#find] has returned null.
  Problem problemOf(ByteString token) {
    if (token.size() != BYTES) {
      return Problem.MALFORMED;
    }
    byte[] issuer = token.substring(0, PROCESS_BYTES).toByteArray();
    return Arrays.equals(issuer, process) ? Problem.UNKNOWN : Problem.OF_OTHER_PROCESS;
  }

  /// Returns the number of tokens that are good, or are replaced with the next resume.
  synchronized int count() {
    return players.size();
  }

  private boolean isGood(GameSession player, Hash hash) {
    Tokens present = tokens.get(player);
    return present != null && (hash.equals(present.newest()) || !player.isResumeConfirmed());
  }

  private byte[] newToken() {
    byte[] token = new byte[BYTES];
    random.nextBytes(token);
    System.arraycopy(process, 0, token, 0, PROCESS_BYTES);
    return token;
  }

  private static Hash hashOf(byte[] token) {
    try {
      ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token));
      return new Hash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
