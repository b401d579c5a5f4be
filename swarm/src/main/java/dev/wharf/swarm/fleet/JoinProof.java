package dev.wharf.swarm.fleet;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How each side shows that it knows the token, without telling it. Each proof is good for one
/// connection and one direction, as both sides' random bytes and the prover's role are in it.
final class JoinProof {
  static final int NONCE_BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALGORITHM = "HmacSHA256";

  private JoinProof() {}

  /// The first proof of a process takes long: better before a worker thread has to make it.
  static void prepare() {
    byte[] nonce = nonce();
    byte[] _ = ofWorker("", nonce, nonce);
  }

  static byte[] nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  /// The worker's.
  static byte[] ofWorker(String token, byte[] coordinators, byte[] workers) {
    return proof(token, "worker", coordinators, workers);
  }

  /// The coordinator's.
  static byte[] ofCoordinator(String token, byte[] coordinators, byte[] workers) {
    return proof(token, "coordinator", workers, coordinators);
  }

  /// Takes as long whether they are equal or not.
  static boolean isEqual(byte[] proof, byte[] expected) {
    return MessageDigest.isEqual(proof, expected);
  }

  private static byte[] proof(String token, String who, byte[] first, byte[] second) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(token), ALGORITHM));
      mac.update(who.getBytes(StandardCharsets.US_ASCII));
      mac.update(first);
      return mac.doFinal(second);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /// No token, which is for the machine itself, is a key as well.
  private static byte[] key(String token) throws GeneralSecurityException {
    byte[] text = ("wharf fleet " + token).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.getInstance("SHA-256").digest(text);
  }
}
