package dev.wharf.engine.buffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// The direct memory of one completion port: a bounded budget that all its buffers are drawn from.
///
/// A buffer counts as *out* from the moment it is handed to a user until its last owner has let go
/// of it; what waits in a pool is not out. Thread-safe.
public final class BufferMemory {
  private final long limitBytes;
  private final PooledByteBufAllocator allocator;
  private final AtomicLong bytesOut = new AtomicLong();
  private final LongAdder buffersOut = new LongAdder();
  private final LongAdder refusals = new LongAdder();

  /// @param limitBytes the most bytes that may be out at one time, greater than zero
  public BufferMemory(long limitBytes) {
    if (limitBytes <= 0) {
      throw new IllegalArgumentException("limitBytes must be positive, not " + limitBytes);
    }
    this.limitBytes = limitBytes;
    this.allocator = new PooledByteBufAllocator(true);
  }

  /// Bytes handed out and not yet given back.
  public long bytesOut() {
    return bytesOut.get();
  }

  /// Buffers handed out and not yet given back.
  public long buffersOut() {
    return buffersOut.sum();
  }

  /// How often a buffer was refused because the budget was used up.
  public long refusals() {
    return refusals.sum();
  }

  /// The most bytes that may be out at one time.
  public long limitBytes() {
    return limitBytes;
  }

  /// Counts a buffer of `bytes` as out.
  ///
  /// @throws BufferMemoryExhaustedException when the budget has no room for it
  void claim(int bytes) {
    if (bytesOut.addAndGet(bytes) > limitBytes) {
      bytesOut.addAndGet(-bytes);
      throw exhausted(bytes, null);
    }
    buffersOut.increment();
  }

  /// Counts a buffer of `bytes` as back.
  void unclaim(int bytes) {
    bytesOut.addAndGet(-bytes);
    buffersOut.decrement();
  }

  /// Direct memory of exactly `bytes`; the caller has claimed it, and unclaims it when this throws.
  ByteBuf allocate(int bytes) {
    try {
      return allocator.directBuffer(bytes, bytes);
    } catch (OutOfMemoryError e) {
      throw exhausted(bytes, e);
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
            + bytesOut.get()
            + " bytes are out)");
  }
}
