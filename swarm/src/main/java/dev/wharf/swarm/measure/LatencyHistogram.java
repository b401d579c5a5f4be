package dev.wharf.swarm.measure;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/// All latencies of one kind, to three digits, so that those of several processes can be added up:
/// percentiles alone cannot.
///
/// Immutable, thread-safe.
public final class LatencyHistogram {
  /// None.
  public static final LatencyHistogram NONE = new LatencyHistogram(new Histogram(3), 0);

  /// Far more than a histogram of ours takes.
  private static final int MOST_CHARACTERS = 1 << 20;

  /// How many points lie between 50 % and 75 %, between 75 % and 87.5 %, and so on.
  private static final int TICKS_PER_HALF = 5;

  private final Histogram histogram;
  private final long above;

  /// @param histogram nobody changes it from now on
  /// @param above how many were longer than can be told apart
  LatencyHistogram(Histogram histogram, long above) {
    this.histogram = histogram;
    this.above = above;
  }

  /// Reads what [#encoded] wrote.
  ///
  /// @param above as told beside it, by [LatencySummary#above()]
  /// @throws IllegalArgumentException when it is something else
  @JsonCreator
  public static LatencyHistogram decode(
      @JsonProperty("hdr") String text, @JsonProperty("above") long above) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException("a histogram of " + text.length() + " characters");
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
      return new LatencyHistogram(Histogram.decodeFromCompressedByteBuffer(bytes, 0), above);
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException("not a histogram", e);
    }
  }

  /// The percentiles of the one of this name; none when there is no such histogram.
  public static LatencySummary summaryOf(Map<String, LatencyHistogram> byName, String name) {
    return byName.getOrDefault(name, NONE).summary();
  }

  /// The histogram in HdrHistogram's compressed form (V2), in base64. Values are in nanoseconds.
  @JsonProperty("hdr")
  public String encoded() {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.copy().encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  /// Both together.
  public LatencyHistogram plus(LatencyHistogram other) {
    Histogram sum = LatencyRecorder.newHistogram();
    sum.add(histogram);
    sum.add(other.histogram);
    return new LatencyHistogram(sum, above + other.above);
  }

  /// Its percentiles.
  public LatencySummary summary() {
    return LatencySummary.of(histogram, above);
  }

  /// The latency that so many percent do not exceed, in nanoseconds; 0 when there are none.
  ///
  /// @param percent more than 0, up to 100
  public long at(double percent) {
    return LatencySummary.at(histogram, percent, histogram.getMaxValue());
  }

  /// How many there are.
  public long count() {
    return histogram.getTotalCount();
  }

  /// How many were longer than can be told apart; they count as the longest.
  @JsonProperty
  long above() {
    return above;
  }

  /// The distribution, in steps that become finer towards 100 %: fewer than 150. A step is a share
  /// in percent, and the microseconds that so many do not exceed. Empty when there are none.
  @JsonProperty
  List<List<Number>> percentiles() {
    List<List<Number>> steps = new ArrayList<>();
    if (histogram.getTotalCount() > 0) {
      long max = histogram.getMaxValue();
      for (HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF)) {
        steps.add(
            List.of(
                Rounded.to(6, value.getPercentile()),
                Rounded.shortly(Math.min(value.getValueIteratedTo(), max) / 1e3)));
      }
    }
    return steps;
  }
}
