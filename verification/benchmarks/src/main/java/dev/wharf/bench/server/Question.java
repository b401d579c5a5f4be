package dev.wharf.bench.server;

import com.sun.management.ThreadMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a server's process can be asked, a word on a line of its standard input; it answers with a
/// line of JSON.
public enum Question {
  /// How many bytes its threads have allocated in the heap since its start, but for the thread that
  /// answers.
  ALLOCATED {
    @Override
    String answer() {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long own = threads.getCurrentThreadAllocatedBytes();
      return "{\"allocated_bytes\":" + (threads.getTotalThreadAllocatedBytes() - own) + "}";
    }
  },
  /// What is in use after a full collection: of the heap, and of direct memory.
  MEMORY {
    @Override
    String answer() {
      collect();
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      return "{\"heap_bytes\":" + heap + ",\"direct_bytes\":" + directBytes() + "}";
    }
  };

  /// What an answer begins with.
  public static final String ANSWER = "ANSWER ";

  private static final int COLLECTIONS = 3;

  /// The answer: one JSON object, in one line.
  abstract String answer();

  /// How it is asked.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Question> of(String word) {
    return Arrays.stream(values()).filter(question -> question.word().equals(word)).findFirst();
  }

  /// Several times, as some objects are freed by a thread that the collector wakes.
  private static void collect() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
  }

  /// The JDK's buffers, and Netty's where the JDK does not count them.
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
