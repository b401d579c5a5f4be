package dev.wharf.swarm.run;

import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.report.Resumes;

/// The figures of the resumed sessions of a run. Any thread may read them.
interface ResumeFigures {
  /// Returns the counts up to now.
  Resumes result();

  /// Returns the distribution of the time to resume up to now.
  LatencyHistogram histogram();
}
