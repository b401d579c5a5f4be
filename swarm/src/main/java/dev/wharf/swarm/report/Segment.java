package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One of several processes' parts of a run, such as `2/3`.
///
/// @param number the number of this part, from 1
/// @param count the number of parts, 1 to [#MOST]
public record Segment(int number, int count) {
  /// The most segments of one run.
  public static final int MOST = 64;

  /// The segment of a run in one process.
  public static final Segment WHOLE = new Segment(1, 1);

  private static final Pattern FORM = Pattern.compile("(\\d{1,3})/(\\d{1,3})");

  /// Checks the ranges.
  public Segment {
    if (count < 1 || count > MOST || number < 1 || number > count) {
      throw new IllegalArgumentException(
          "there is no segment " + number + "/" + count + ": the most is " + MOST + "/" + MOST);
    }
  }

  /// Reads `2/3`.
  ///
  /// @throws IllegalArgumentException when the text is not a segment
  @JsonCreator
  public static Segment parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a segment such as 2/3");
    }
    return new Segment(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /// One part of this segment, when several processes play it.
  ///
  /// @param part the number of that part, from 0
  public Segment part(int part, int parts) {
    return new Segment(number + part * count, count * parts);
  }

  /// The segment as text: `2/3`.
  @Override
  @JsonValue
  public String toString() {
    return number + "/" + count;
  }
}
