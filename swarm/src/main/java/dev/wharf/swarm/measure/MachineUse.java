package dev.wharf.swarm.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/// What this process took of the machine: since the JVM's start ([#now]), or over a time
/// ([#since]).
///
/// @param wallNanos the time, in nanoseconds
/// @param cpuNanos processor time, of all threads, in nanoseconds
/// @param processors how many processors there are
/// @param gcPauses how often the garbage collector stopped the process
/// @param gcPauseMillis for how long in all, in milliseconds
public record MachineUse(
    @JsonProperty("wall_seconds") @Seconds long wallNanos,
    @JsonProperty("cpu_seconds") @Seconds long cpuNanos,
    int processors,
    long gcPauses,
    long gcPauseMillis) {
  /// Up to now.
  public static MachineUse now() {
    List<GarbageCollectorMXBean> pauses = pauseBeans();
    return new MachineUse(
        System.nanoTime(),
        cpuTime(),
        Runtime.getRuntime().availableProcessors(),
        pauses.stream().mapToLong(bean -> Math.max(0, bean.getCollectionCount())).sum(),
        pauses.stream().mapToLong(bean -> Math.max(0, bean.getCollectionTime())).sum());
  }

  /// What was taken between an earlier [#now] and this one.
  public MachineUse since(MachineUse earlier) {
    return new MachineUse(
        wallNanos - earlier.wallNanos,
        cpuNanos - earlier.cpuNanos,
        processors,
        gcPauses - earlier.gcPauses,
        gcPauseMillis - earlier.gcPauseMillis);
  }

  /// What was taken over two times that follow each other.
  public MachineUse plus(MachineUse later) {
    return new MachineUse(
        wallNanos + later.wallNanos,
        cpuNanos + later.cpuNanos,
        processors,
        gcPauses + later.gcPauses,
        gcPauseMillis + later.gcPauseMillis);
  }

  /// What two processes of one machine took at the same time.
  public MachineUse beside(MachineUse other) {
    return new MachineUse(
        Math.max(wallNanos, other.wallNanos),
        cpuNanos + other.cpuNanos,
        Math.max(processors, other.processors),
        gcPauses + other.gcPauses,
        gcPauseMillis + other.gcPauseMillis);
  }

  /// What was taken of two machines at the same time.
  public MachineUse withMachine(MachineUse other) {
    return new MachineUse(
        Math.max(wallNanos, other.wallNanos),
        cpuNanos + other.cpuNanos,
        processors + other.processors,
        gcPauses + other.gcPauses,
        gcPauseMillis + other.gcPauseMillis);
  }

  /// How many processors were busy, on average.
  public double busyProcessors() {
    return wallNanos == 0 ? 0 : (double) cpuNanos / wallNanos;
  }

  /// Concurrent collectors have one bean for their cycles, during which the process runs, and one
  /// for the pauses. Only the pauses count.
  private static List<GarbageCollectorMXBean> pauseBeans() {
    List<GarbageCollectorMXBean> all = ManagementFactory.getGarbageCollectorMXBeans();
    List<GarbageCollectorMXBean> pauses =
        all.stream().filter(bean -> bean.getName().endsWith("Pauses")).toList();
    return pauses.isEmpty() ? all : pauses;
  }

  private static long cpuTime() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
        ? bean.getProcessCpuTime()
        : 0;
  }
}
