package dev.wharf.bench.compare;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of comparisons with a load.
final class WindowOptions {
  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "The warm-up of each run, before its window; 2 by default (allocation: 10).")
  @Nullable Double warmUpSeconds;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description = "The measured window of each run; 5 by default.")
  @Nullable Double seconds;

  Timing timing(CommonOptions common) {
    return timing(common, Timing.USUAL);
  }

  Timing timing(CommonOptions common, Timing usual) {
    Timing base = common.quick ? Timing.QUICK : usual;
    return new Timing(
        warmUpSeconds == null ? base.warmUpSeconds() : warmUpSeconds,
        seconds == null ? base.seconds() : seconds);
  }
}
