package dev.wharf.swarm.cut;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often connections break: the share of the open connections that are cut in a second. Each
/// connection is cut after a random time; with 5 % a second, this time is 20 s on average.
///
/// @param percent the share of the connections, in percent a second, 0 to 100; 0 cuts none
public record CutRate(double percent) {
  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)%/s");
  private static final double MAX_PERCENT = 100;

  /// Checks the range.
  public CutRate {
    if (!(percent >= 0 && percent <= MAX_PERCENT)) {
      throw new IllegalArgumentException("cut must be 0%/s to 100%/s, not " + percent + "%/s");
    }
  }

  /// Parses a rate such as `5%/s`.
  ///
  /// @throws IllegalArgumentException when the text is not a rate, or the rate is out of its range
  public static CutRate parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "cut must be a share of the connections in each second, such as 5%/s, not '"
              + text
              + "'");
    }
    return new CutRate(Double.parseDouble(matcher.group(1)));
  }

  /// Returns whether no connection is cut.
  public boolean isZero() {
    return percent == 0;
  }

  /// Returns the rate as a part of the connections, 0 to 1 a second.
  double perSecond() {
    return percent / MAX_PERCENT;
  }
}
