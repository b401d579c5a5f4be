package dev.wharf.engine.memory;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The direct memory of one completion port: a bounded budget that all its buffers are drawn from.
///
/// A buffer counts as *out* from the moment it is handed to a user until its last owner has let go
/// of it; what waits in a pool is not out. What waits in a thread's own [ThreadBuffers] stays
/// claimed meanwhile: it is not out either, but the budget has no room for it elsewhere.
///
/// The last eighth of the budget is a reserve. A claim that reaches into it is granted, and has
/// [OnShortage] see to it that memory comes back; so a claim fails only when the reserve, too, is
/// used up. Thread-safe.
public final class BufferMemory {
  private static final int PAGE_BYTES = 8 << 10;

  /// Memory is taken from the system in chunks of so many pages, as a power of two: 1 MiB. Each
  /// worker takes from chunks of its own.
  private static final int CHUNK_ORDER = 7;

  /// One for the process: an allocator of each port's own would keep its chunks from the system
  /// until it is garbage-collected, long after its port was closed.
  private static final PooledByteBufAllocator ALLOCATOR =
      new PooledByteBufAllocator(
          0, PooledByteBufAllocator.defaultNumDirectArena(), PAGE_BYTES, CHUNK_ORDER);

  /// The reserve is this part of the budget.
  private static final int RESERVE_DIVISOR = 8;

  private static final Logger log = LoggerFactory.getLogger(BufferMemory.class);
  private static final AtomicLong UNFREED = new AtomicLong();

  private final long limitBytes;
  private final long markBytes;
  private final OnShortage onShortage;
  private final AtomicLong bytesClaimed = new AtomicLong();
  private final LongAdder buffersClaimed = new LongAdder();
  private final List<Kept> ofThreads = new CopyOnWriteArrayList<>();
  private final LongAdder refusals = new LongAdder();

  /// Buffers that stay claimed while nobody uses them. Any thread.
  interface Kept {
    int count();

    int bytes();
  }

  /// Frees memory when the budget runs short.
  @FunctionalInterface
  public interface OnShortage {
    /// Sees to it that memory comes back. Called for every claim above [#markBytes()], by the
    /// thread that claims, which holds no lock of the engine. Not called for a claim that is larger
    /// than the budget. When it throws, the claim fails.
    ///
    /// @param urgent whether the claim does not fit: it fails unless memory is back on return
    void relieve(BufferMemory memory, boolean urgent);
  }

  /// A budget that does nothing when it runs short.
  ///
  /// @param limitBytes the most bytes that may be out at one time, greater than zero
  public BufferMemory(long limitBytes) {
    this(limitBytes, (memory, urgent) -> {});
  }

  /// A budget that has something done when it runs short.
  ///
  /// @param limitBytes the most bytes that may be out at one time, greater than zero
  public BufferMemory(long limitBytes, OnShortage onShortage) {
    if (limitBytes <= 0) {
      throw new IllegalArgumentException("limitBytes must be positive, not " + limitBytes);
    }
    this.limitBytes = limitBytes;
    this.markBytes = limitBytes - limitBytes / RESERVE_DIVISOR;
    this.onShortage = onShortage;
  }

  /// Bytes handed out and not yet given back.
  public long bytesOut() {
    return bytesClaimed.get() - ofThreads.stream().mapToLong(Kept::bytes).sum();
  }

  /// Buffers handed out and not yet given back.
  public long buffersOut() {
    return buffersClaimed.sum() - ofThreads.stream().mapToLong(Kept::count).sum();
  }

  /// How often a buffer was refused because the budget was used up.
  public long refusals() {
    return refusals.sum();
  }

  /// The most bytes that may be out at one time.
  public long limitBytes() {
    return limitBytes;
  }

  /// From so many claimed bytes on, memory is short: the limit without the reserve.
  public long markBytes() {
    return markBytes;
  }

  /// Bytes handed out, and those that threads keep for themselves.
  public long bytesClaimed() {
    return bytesClaimed.get();
  }

  /// From here on, what waits there is claimed, but not out.
  void add(Kept buffers) {
    ofThreads.add(buffers);
  }

  /// Nothing waits there any more.
  void remove(Kept buffers) {
    ofThreads.remove(buffers);
  }

  /// Counts a buffer of `bytes` as out. The caller holds no lock of the engine.
  ///
  /// @throws BufferMemoryExhaustedException when the budget has no room for it
  void claim(int bytes) {
    long claimed = bytesClaimed.addAndGet(bytes);
    if (claimed > markBytes) {
      makeRoom(bytes, claimed > limitBytes);
    }
    buffersClaimed.increment();
  }

  /// Sees to it that a claim fits which was added already, or takes it off and throws.
  private void makeRoom(int bytes, boolean urgent) {
    boolean fits = false;
    try {
      if (bytes <= limitBytes) {
        onShortage.relieve(this, urgent);
        fits = !urgent || bytesClaimed.get() <= limitBytes;
      }
    } finally {
      if (!fits) {
        bytesClaimed.addAndGet(-bytes);
      }
    }
    if (!fits) {
      throw exhausted(bytes, null);
    }
  }

  /// Counts a buffer of `bytes` as out unless memory is short: for what can be done without.
  ///
  /// @return whether it was counted
  boolean tryClaim(int bytes) {
    if (bytesClaimed.addAndGet(bytes) > markBytes) {
      bytesClaimed.addAndGet(-bytes);
      return false;
    }
    buffersClaimed.increment();
    return true;
  }

  /// Counts a buffer of `bytes` as back.
  void unclaim(int bytes) {
    bytesClaimed.addAndGet(-bytes);
    buffersClaimed.decrement();
  }

  /// Direct memory of exactly `bytes`; the caller has claimed it, and unclaims it when this throws.
  ByteBuf allocate(int bytes) {
    try {
      return ALLOCATOR.directBuffer(bytes, bytes);
    } catch (OutOfMemoryError e) {
      throw exhausted(bytes, e);
    }
  }

  /// Gives direct memory back.
  ///
  /// In a JVM without `--enable-native-access`, Netty's memory is that of an arena, which the JDK's
  /// asynchronous channels keep acquired for good when an operation fails (JDK 25,
  /// `UnixAsynchronousSocketChannelImpl.finishRead`); giving the last of an arena back then throws.
  void free(ByteBuf buffer) {
    try {
      buffer.release();
    } catch (IllegalStateException e) {
      if (UNFREED.getAndIncrement() == 0) {
        log.error(
            "buffer memory cannot be given back, and is lost bit by bit: "
                + "start the JVM with --enable-native-access=ALL-UNNAMED",
            e);
      }
    }
  }

  private BufferMemoryExhaustedException exhausted(
      int bytes, @org.jspecify.annotations.Nullable Error cause) {
    refusals.increment();
    String why =
        cause == null ? "the budget of " + limitBytes + " bytes" : "the JVM's direct memory";
    return new BufferMemoryExhaustedException(
        "no room for a buffer of "
            + bytes
            + " bytes: "
            + why
            + " is used up ("
            + bytesClaimed.get()
            + " bytes are out, or kept by workers)");
  }
}
