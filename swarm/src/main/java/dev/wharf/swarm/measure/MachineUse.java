package dev.wharf.swarm.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/// The processor time and garbage collection of a process, since the JVM's start ([#now]) or over a
/// period ([#since]).
///
/// @param wallNanos the length of the period, in nanoseconds
/// @param cpuNanos the processor time of all threads, in nanoseconds
/// @param processors the number of processors of the machine
/// @param gcPauses the number of garbage collection pauses
/// @param gcPauseMillis the total length of these pauses, in milliseconds
public record MachineUse(
    @JsonProperty("wall_seconds") @Seconds long wallNanos,
    @JsonProperty("cpu_seconds") @Seconds long cpuNanos,
    int processors,
    long gcPauses,
    long gcPauseMillis) {
  /// The value with all figures at zero.
  public static final MachineUse NONE = new MachineUse(0, 0, 0, 0, 0);

  /// Returns the use since the JVM's start. Its wall time is the present time of
  /// `System.nanoTime()`.
  public static MachineUse now() {
    List<GarbageCollectorMXBean> pauses = pauseBeans();
    return new MachineUse(
        System.nanoTime(),
        cpuTime(),
        Runtime.getRuntime().availableProcessors(),
        pauses.stream().mapToLong(bean -> Math.max(0, bean.getCollectionCount())).sum(),
        pauses.stream().mapToLong(bean -> Math.max(0, bean.getCollectionTime())).sum());
  }

  /// Returns the use in the time between two values of [#now]: `earlier` and this value.
  public MachineUse since(MachineUse earlier) {
    return new MachineUse(
        wallNanos - earlier.wallNanos,
        cpuNanos - earlier.cpuNanos,
        processors,
        gcPauses - earlier.gcPauses,
        gcPauseMillis - earlier.gcPauseMillis);
  }

  /// Returns the use over two consecutive periods.
  public MachineUse plus(MachineUse later) {
    return with(later, wallNanos + later.wallNanos, processors);
  }

  /// Returns the sum of this use and the use by another process of the same machine at the same
  /// time.
  public MachineUse beside(MachineUse other) {
    return with(
        other, Math.max(wallNanos, other.wallNanos), Math.max(processors, other.processors));
  }

  /// Returns the sum of this use and the use of another machine at the same time.
  public MachineUse withMachine(MachineUse other) {
    return with(other, Math.max(wallNanos, other.wallNanos), processors + other.processors);
  }

  private MachineUse with(MachineUse other, long wall, int allProcessors) {
    return new MachineUse(
        wall,
        cpuNanos + other.cpuNanos,
        allProcessors,
        gcPauses + other.gcPauses,
        gcPauseMillis + other.gcPauseMillis);
  }

  /// Returns the processor time in percent of the whole machine.
  @JsonProperty
  double cpuPercent() {
    return busyProcessors() / Math.max(1, processors) * 100;
  }

  /// Returns the average number of busy processors.
  public double busyProcessors() {
    return wallNanos == 0 ? 0 : (double) cpuNanos / wallNanos;
  }

  /// Returns the beans that count pauses of garbage collectors. A concurrent collector also has a
  /// bean for its cycles, during which the process runs. The result does not have that bean.
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
