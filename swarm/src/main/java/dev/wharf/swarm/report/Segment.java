package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The part of a run that one process runs, such as `2/3`: the second of three segments.
///
/// @param number the number of this segment, from 1 to `count`
/// @param count the number of segments, 1 to [#MAX]
public record Segment(int number, int count) {
  /// The largest number of segments of one run.
  public static final int MAX = 64;

  /// The only segment of a run in one process.
  public static final Segment WHOLE = new Segment(1, 1);

  private static final Pattern FORM = Pattern.compile("(\\d{1,3})/(\\d{1,3})");

  /// Checks the ranges of both numbers.
  public Segment {
    String segment = "segment " + number + "/" + count + ": the ";
    check(segment + "number of segments", count, MAX);
    check(segment + "segment's number", number, count);
  }

  /// Parses a text such as `2/3`.
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

  private static void check(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " must be 1 to " + max + ", not " + value);
    }
  }

  /// Returns the segment that one process runs when several processes divide this segment among
  /// them.
  ///
  /// @param part the index of the process, from 0
  /// @param parts the number of processes that run this segment
  public Segment part(int part, int parts) {
    return new Segment(number + part * count, count * parts);
  }

  /// Returns the segment as text, such as `2/3`.
  @Override
  @JsonValue
  public String toString() {
    return number + "/" + count;
  }
}
