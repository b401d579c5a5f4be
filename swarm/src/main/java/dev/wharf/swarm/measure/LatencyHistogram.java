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

/// The distribution of all latencies of one kind, to three digits. Histograms of several processes
/// can be added, which percentiles cannot.
///
/// Immutable, thread-safe.
public final class LatencyHistogram {
  /// A histogram without latencies.
  public static final LatencyHistogram NONE = new LatencyHistogram(new Histogram(3), 0);

  /// The longest text that [#decode] accepts, in characters. The swarm's own histograms need much
  /// less.
  private static final int MOST_CHARACTERS = 1 << 20;

  /// The number of points between 50 % and 75 %, between 75 % and 87.5 %, and so on.
  private static final int TICKS_PER_HALF = 5;

  private final Histogram histogram;
  private final long above;

  /// Wraps a histogram.
  ///
  /// @param histogram the latencies; must not change from now on
  /// @param above the number of latencies longer than [LatencyRecorder#LONGEST]
  LatencyHistogram(Histogram histogram, long above) {
    this.histogram = histogram;
    this.above = above;
  }

  /// Reads a text of [#encoded].
  ///
  /// @param above the number of latencies longer than [LatencyRecorder#LONGEST]; the text does not
  ///   have this number
  /// @throws IllegalArgumentException when the text is not a histogram
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

  /// Returns the percentiles of the histogram with this name; [LatencySummary#NONE] when there is
  /// none.
  public static LatencySummary summaryOf(Map<String, LatencyHistogram> byName, String name) {
    return byName.getOrDefault(name, NONE).summary();
  }

  /// Returns the histogram in HdrHistogram's compressed form (V2), in base64. Values are in
  /// nanoseconds.
  @JsonProperty("hdr")
  public String encoded() {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.copy().encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  /// Returns the sum of this histogram and another one.
  public LatencyHistogram plus(LatencyHistogram other) {
    Histogram sum = LatencyRecorder.newHistogram();
    sum.add(histogram);
    sum.add(other.histogram);
    return new LatencyHistogram(sum, above + other.above);
  }

  /// Returns the percentiles of this histogram.
  public LatencySummary summary() {
    return LatencySummary.of(histogram, above);
  }

  /// Returns the latency that the given percentage of latencies does not exceed, in nanoseconds; 0
  /// when the histogram is empty.
  ///
  /// @param percent the percentage, more than 0, up to 100
  public long at(double percent) {
    return LatencySummary.at(histogram, percent, histogram.getMaxValue());
  }

  /// Returns the number of latencies.
  public long count() {
    return histogram.getTotalCount();
  }

  /// Returns the number of latencies longer than [LatencyRecorder#LONGEST]; the histogram has them
  /// with that length.
  @JsonProperty
  long above() {
    return above;
  }

  /// Returns the distribution in fewer than 150 steps, which become finer towards 100 %. A step is
  /// a percentage, and the latency in microseconds that this percentage does not exceed. Empty when
  /// the histogram is empty.
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
