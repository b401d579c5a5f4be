package dev.wharf.swarm.measure;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/// Makes the content of each message from its sender and its number, so that a receiver can check
/// the content. A content has only ASCII letters, digits, `+` and `-`, so that it also passes as a
/// chat text.
///
/// Immutable, thread-safe.
public final class Payload {
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int BITS = 6;
  private static final int PER_WORD = Long.SIZE / BITS;

  private final long seed;
  private final int length;

  /// Creates the object that makes and checks contents.
  ///
  /// @param seed the run's seed, on which all contents depend
  /// @param length the length in characters, which is the length in bytes
  public Payload(long seed, int length) {
    this.seed = seed;
    this.length = length;
  }

  /// Makes the content of a message, as bytes.
  ///
  /// @param sender the index of the user that sends the message
  /// @param sequence the number of the message
  public byte[] bytes(int sender, long sequence) {
    byte[] bytes = new byte[length];
    long word = 0;
    for (int i = 0; i < length; i++) {
      word = i % PER_WORD == 0 ? word(sender, sequence, i) : word >>> BITS;
      bytes[i] = ALPHABET[(int) word & (ALPHABET.length - 1)];
    }
    return bytes;
  }

  /// Makes the content of a message, as text.
  ///
  /// @param sender the index of the user that sends the message
  /// @param sequence the number of the message
  public String text(int sender, long sequence) {
    return new String(bytes(sender, sequence), StandardCharsets.US_ASCII);
  }

  /// Returns whether a content in bytes is the one that [#bytes] makes for this sender and number.
  public boolean matches(ByteString content, int sender, long sequence) {
    return content.size() == length && matches(content::byteAt, sender, sequence);
  }

  /// Returns whether a content in text is the one that [#text] makes for this sender and number.
  public boolean matches(String content, int sender, long sequence) {
    return content.length() == length && matches(content::charAt, sender, sequence);
  }

  private boolean matches(IntUnaryOperator content, int sender, long sequence) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      word = i % PER_WORD == 0 ? word(sender, sequence, i) : word >>> BITS;
      if (content.applyAsInt(i) != ALPHABET[(int) word & (ALPHABET.length - 1)]) {
        return false;
      }
    }
    return true;
  }

  /// Hashes the seed, the sender, the number and the position with the finisher of SplitMix64.
  private long word(int sender, long sequence, int position) {
    long z = seed + sender * 0x9E3779B97F4A7C15L + sequence * 0xD1B54A32D192ED03L + position;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
