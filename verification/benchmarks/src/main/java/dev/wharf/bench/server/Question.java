package dev.wharf.bench.server;

import com.sun.management.ThreadMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The questions that a comparison asks a server's process. A question is a word on a line of the
/// process's standard input. The answer is a line of JSON on its standard output.
public enum Question {
  /// The heap bytes that all threads have allocated since the start, except the thread that
  /// answers.
  ALLOCATED {
    @Override
    String answer() {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long own = threads.getCurrentThreadAllocatedBytes();
      return "{\"allocated_bytes\":" + (threads.getTotalThreadAllocatedBytes() - own) + "}";
    }
  },
  /// The used heap and direct memory after a full collection.
  MEMORY {
    @Override
    String answer() {
      collect();
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      return "{\"heap_bytes\":" + heap + ",\"direct_bytes\":" + directBytes() + "}";
    }
  };

  /// The text with which each line of an answer begins.
  public static final String ANSWER = "ANSWER ";

  private static final int COLLECTIONS = 3;

  /// Computes the answer: one JSON object on one line.
  abstract String answer();

  /// Returns the word that asks the question.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Question> of(String word) {
    return Arrays.stream(values()).filter(question -> question.word().equals(word)).findFirst();
  }

  /// Runs the garbage collector several times, because a thread that the collector wakes frees some
  /// objects later.
  private static void collect() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
  }

  /// Returns the bytes in the JDK's direct buffers, and in Netty's direct buffers when the JDK does
  /// not count these.
  private static long directBytes() {
    long buffers =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return PlatformDependent.useDirectBufferNoCleaner()
        ? buffers + PlatformDependent.usedDirectMemory()
        : buffers;
  }
}
