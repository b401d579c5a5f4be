package dev.wharf.swarm.live;

import java.io.IOException;
import org.jline.utils.NonBlockingReader;

/// Reads single keys. Escape sequences, which terminals send for arrows and function keys, are
/// skipped. Only one thread may use it.
final class KeyReader {
  /// The result of [#next] when no key was pressed in time.
  static final int NOTHING = -2;

  /// The result of [#next] at the end of the input.
  static final int END = -1;

  private static final char ESCAPE = '\u001b';

  /// The longest wait for the next character of an escape sequence.
  private static final long REST_MILLIS = 50;

  private final NonBlockingReader reader;

  KeyReader(NonBlockingReader reader) {
    this.reader = reader;
  }

  /// Waits for the next key.
  ///
  /// @param millis the longest wait
  /// @return the key, or [#NOTHING], or [#END]
  int next(long millis) throws IOException {
    int key = reader.read(millis);
    if (key != ESCAPE) {
      return key;
    }
    int kind = reader.read(REST_MILLIS);
    if (kind == '[' || kind == 'O') {
      int part = reader.read(REST_MILLIS);
      while (part >= ' ' && part < '@') {
        part = reader.read(REST_MILLIS);
      }
    }
    return kind == END ? END : NOTHING;
  }
}
