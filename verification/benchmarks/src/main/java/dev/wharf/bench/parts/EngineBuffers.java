package dev.wharf.bench.parts;

import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;

/// A pool of the engine's buffers for one benchmark. The benchmark must give all buffers back.
public final class EngineBuffers implements AutoCloseable {
  private static final int LIMIT_BYTES = 64 << 20;

  private final BufferMemory memory = new BufferMemory(LIMIT_BYTES);
  private final BufferPool pool = new BufferPool(memory);

  /// Returns the memory of the buffers.
  public BufferMemory memory() {
    return memory;
  }

  /// Returns the pool.
  public SendBufferPool pool() {
    return pool;
  }

  /// Closes the pool.
  ///
  /// @throws IllegalStateException when a buffer was not given back
  @Override
  public void close() {
    pool.close();
    if (memory.buffersOut() != 0) {
      throw new IllegalStateException(memory.buffersOut() + " buffers were not given back");
    }
  }
}
