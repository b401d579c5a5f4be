package dev.wharf.transport.tls;

/// Makes a text of a TLS library fit for one line of a log. Such a text may contain bytes of the
/// peer.
final class SafeText {
  private static final int MOST = 160;

  private SafeText() {}

  /// Returns the text with a question mark for each character that is not a printable ASCII
  /// character, and without its end when it is long.
  static String of(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MOST); i++) {
      char c = text.charAt(i);
      safe.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return safe.toString();
  }
}
