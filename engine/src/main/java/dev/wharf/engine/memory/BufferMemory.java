package dev.wharf.engine.memory;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The direct memory of one completion port: a budget with a limit, from which all buffers of the
/// port are claimed. Thread-safe.
///
/// A buffer is *out* from the moment when the pool gives it to a user until its last holder has
/// released it. A buffer that waits in the pool is neither out nor claimed. A buffer that waits in
/// a thread's own [ThreadBuffers] is not out, but it stays claimed.
///
/// The last eighth of the budget is a reserve. A claim that reaches into the reserve succeeds, and
/// calls [OnShortage] to free memory: the port's `MemoryRelief` ends the sessions that hold most
/// memory. So a claim fails only when the reserve is used up as well.
public final class BufferMemory {
  private static final int PAGE_BYTES = 8 << 10;

  /// The allocator takes memory from the system in chunks of 2^7 pages, which are 1 MiB. Each
  /// worker has its own chunks.
  private static final int CHUNK_ORDER = 7;

  /// The allocator of the whole process. An allocator for each port would keep its chunks until it
  /// is garbage-collected, long after the port was closed.
  private static final PooledByteBufAllocator ALLOCATOR =
      new PooledByteBufAllocator(
          0, PooledByteBufAllocator.defaultNumDirectArena(), PAGE_BYTES, CHUNK_ORDER);

  /// The reserve is the budget divided by this number.
  private static final int RESERVE_DIVISOR = 8;

  /// How many of the first bytes [#isSpoilt] changes without a gap, and the distance of the bytes
  /// that it changes after them.
  private static final int SPOILT_WHOLE = 256;

  private static final int SPOILT_STEP = 64;

  private static final Logger log = LoggerFactory.getLogger(BufferMemory.class);
  private static final AtomicLong UNFREED = new AtomicLong();

  private final long limitBytes;
  private final long markBytes;
  private final OnShortage onShortage;
  private final IntFunction<@Nullable ByteBuffer> source;
  private final AtomicLong bytesClaimed = new AtomicLong();
  private final LongAdder buffersClaimed = new LongAdder();
  private final List<Kept> ofThreads = new CopyOnWriteArrayList<>();
  private final LongAdder rejections = new LongAdder();

  /// Buffers that stay claimed although nobody uses them. Thread-safe.
  interface Kept {
    int count();

    int bytes();
  }

  /// Frees memory when the budget runs short.
  @FunctionalInterface
  public interface OnShortage {
    /// Frees memory. The claiming thread calls it for every claim above [#markBytes()], and holds
    /// no lock of the engine. Not called for a claim that exceeds the whole budget. When this
    /// method throws, the claim fails.
    ///
    /// @param urgent whether the claim does not fit into the budget. Such a claim fails unless
    ///   enough memory is free when this method returns
    void relieve(BufferMemory memory, boolean urgent);
  }

  /// Creates a budget that frees no memory when it runs short.
  ///
  /// @param limitBytes the most bytes that may be claimed at one time, greater than zero
  public BufferMemory(long limitBytes) {
    this(limitBytes, (memory, urgent) -> {});
  }

  /// Creates a budget of direct memory that calls `onShortage` when it runs short.
  ///
  /// @param limitBytes the most bytes that may be claimed at one time, greater than zero
  public BufferMemory(long limitBytes, OnShortage onShortage) {
    this(limitBytes, onShortage, _ -> null);
  }

  /// Creates a budget that calls `onShortage` when it runs short.
  ///
  /// @param limitBytes the most bytes that may be claimed at one time, greater than zero
  /// @param source allocates memory of a given size, or returns null where the process's allocator
  ///   of direct memory has to do it
  public BufferMemory(
      long limitBytes, OnShortage onShortage, IntFunction<@Nullable ByteBuffer> source) {
    if (limitBytes <= 0) {
      throw new IllegalArgumentException("limitBytes must be positive, not " + limitBytes);
    }
    this.limitBytes = limitBytes;
    this.markBytes = limitBytes - limitBytes / RESERVE_DIVISOR;
    this.onShortage = onShortage;
    this.source = source;
  }

  /// Returns the bytes of all buffers that are out.
  public long bytesOut() {
    return bytesClaimed.get() - ofThreads.stream().mapToLong(Kept::bytes).sum();
  }

  /// Returns the number of buffers that are out.
  public long buffersOut() {
    return buffersClaimed.sum() - ofThreads.stream().mapToLong(Kept::count).sum();
  }

  /// Returns how often a claim failed because the budget was used up.
  public long rejections() {
    return rejections.sum();
  }

  /// Returns the most bytes that may be claimed at one time.
  public long limitBytes() {
    return limitBytes;
  }

  /// Returns the limit without the reserve, in bytes. Memory is short when more bytes than this are
  /// claimed.
  public long markBytes() {
    return markBytes;
  }

  /// Returns the bytes of all buffers that are out, and of the buffers that threads keep for
  /// themselves.
  public long bytesClaimed() {
    return bytesClaimed.get();
  }

  /// Adds a group of buffers that are claimed, but not out.
  void add(Kept buffers) {
    ofThreads.add(buffers);
  }

  /// Removes a group that was added by [#add]. The group must be empty.
  void remove(Kept buffers) {
    ofThreads.remove(buffers);
  }

  /// Counts a buffer of `bytes` as claimed and out. The caller holds no lock of the engine.
  ///
  /// @throws BufferMemoryExhaustedException when the budget has no room for the buffer
  void claim(int bytes) {
    long claimed = bytesClaimed.addAndGet(bytes);
    if (claimed > markBytes) {
      makeRoom(bytes, claimed > limitBytes);
    }
    buffersClaimed.increment();
  }

  /// Frees memory for a claim that was added already. When the claim still does not fit, removes it
  /// and throws.
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

  /// Counts a buffer of `bytes` as claimed and out, unless memory is short. For buffers that are
  /// not necessary.
  ///
  /// @return whether the buffer was counted
  boolean tryClaim(int bytes) {
    if (bytesClaimed.addAndGet(bytes) > markBytes) {
      bytesClaimed.addAndGet(-bytes);
      return false;
    }
    buffersClaimed.increment();
    return true;
  }

  /// Removes the claim of a buffer of `bytes`.
  void unclaim(int bytes) {
    bytesClaimed.addAndGet(-bytes);
    buffersClaimed.decrement();
  }

  /// Allocates memory of exactly `bytes`. The caller has claimed these bytes, and unclaims them
  /// when this method throws.
  ByteBuf allocate(int bytes) {
    try {
      ByteBuffer given = source.apply(bytes);
      return given == null ? ALLOCATOR.directBuffer(bytes, bytes) : Unpooled.wrappedBuffer(given);
    } catch (OutOfMemoryError e) {
      throw exhausted(bytes, e);
    }
  }

  /// Frees memory.
  ///
  /// In a JVM without `--enable-native-access`, Netty allocates its memory from arenas. When an
  /// operation fails, the JDK's asynchronous channels keep the arena acquired for ever (JDK 25,
  /// `UnixAsynchronousSocketChannelImpl.finishRead`). Freeing the last buffer of the arena then
  /// throws.
  void free(ByteBuf buffer) {
    assert isSpoilt(buffer.nioBuffer(0, buffer.capacity()));
    try {
      buffer.release();
    } catch (IllegalStateException e) {
      if (UNFREED.getAndIncrement() == 0) {
        log.error(
            "buffer memory cannot be freed and is lost: "
                + "start the JVM with --enable-native-access=ALL-UNNAMED",
            e);
      }
    }
  }

  /// Changes memory that nobody may use any more: its first [#SPOILT_WHOLE] bytes, and then every
  /// [#SPOILT_STEP]th byte, because tests free hundreds of megabytes. So when assertions are on, as
  /// in tests, code that still uses the memory is noticed.
  ///
  /// @return true
  static boolean isSpoilt(ByteBuffer bytes) {
    int whole = bytes.position() + SPOILT_WHOLE;
    for (int i = bytes.position(); i < bytes.limit(); i += i < whole ? 1 : SPOILT_STEP) {
      bytes.put(i, (byte) ~bytes.get(i));
    }
    return true;
  }

  private BufferMemoryExhaustedException exhausted(int bytes, @Nullable Error cause) {
    rejections.increment();
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
