/// The figures of the console: the rates of the last second, and the charts of the last 15 minutes.
/// Start reading at [Charts].
@NullMarked
package dev.wharf.server.admin.chart;

import org.jspecify.annotations.NullMarked;
