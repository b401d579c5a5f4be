package dev.wharf.engine.buffer;

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
/// Thread-safe.
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

  private static final Logger log = LoggerFactory.getLogger(BufferMemory.class);
  private static final AtomicLong UNFREED = new AtomicLong();

  private final long limitBytes;
  private final AtomicLong bytesClaimed = new AtomicLong();
  private final LongAdder buffersClaimed = new LongAdder();
  private final List<ThreadBuffers> ofThreads = new CopyOnWriteArrayList<>();
  private final LongAdder refusals = new LongAdder();

  /// @param limitBytes the most bytes that may be out at one time, greater than zero
  public BufferMemory(long limitBytes) {
    if (limitBytes <= 0) {
      throw new IllegalArgumentException("limitBytes must be positive, not " + limitBytes);
    }
    this.limitBytes = limitBytes;
  }

  /// Bytes handed out and not yet given back.
  public long bytesOut() {
    return bytesClaimed.get() - ofThreads.stream().mapToLong(ThreadBuffers::bytes).sum();
  }

  /// Buffers handed out and not yet given back.
  public long buffersOut() {
    return buffersClaimed.sum() - ofThreads.stream().mapToLong(ThreadBuffers::count).sum();
  }

  /// How often a buffer was refused because the budget was used up.
  public long refusals() {
    return refusals.sum();
  }

  /// The most bytes that may be out at one time.
  public long limitBytes() {
    return limitBytes;
  }

  /// From here on, what waits there is claimed, but not out.
  void add(ThreadBuffers buffers) {
    ofThreads.add(buffers);
  }

  /// Nothing waits there any more.
  void remove(ThreadBuffers buffers) {
    ofThreads.remove(buffers);
  }

  /// Counts a buffer of `bytes` as out.
  ///
  /// @throws BufferMemoryExhaustedException when the budget has no room for it
  void claim(int bytes) {
    if (bytesClaimed.addAndGet(bytes) > limitBytes) {
      bytesClaimed.addAndGet(-bytes);
      throw exhausted(bytes, null);
    }
    buffersClaimed.increment();
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
