package dev.wharf.engine.memory;

import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes buffers, and counts those that are out. A buffer that comes back twice makes the count
/// negative.
public final class CountedBuffers implements PooledBuffer.Home {
  private static final int BYTES = 8;

  private final AtomicInteger out = new AtomicInteger();

  /// Makes a sealed packet of one byte. The caller holds it.
  public PooledBuffer packet(int value) {
    return packet(value, this);
  }

  /// Makes a packet that goes back to another home, which passes it on to this object.
  PooledBuffer packet(int value, PooledBuffer.Home home) {
    return make(BYTES, home).writeByte(value).seal();
  }

  /// Returns the number of buffers that have not come back.
  public int out() {
    return out.get();
  }

  @Override
  public void recycle(PooledBuffer buffer) {
    out.decrementAndGet();
  }

  @Override
  public PooledBuffer tryAcquire(int capacity) {
    return make(Math.max(BYTES, capacity), this);
  }

  private PooledBuffer make(int capacity, PooledBuffer.Home home) {
    out.incrementAndGet();
    return new PooledBuffer(home, Unpooled.wrappedBuffer(new byte[capacity]));
  }
}
