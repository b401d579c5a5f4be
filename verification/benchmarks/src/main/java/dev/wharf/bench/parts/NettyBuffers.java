package dev.wharf.bench.parts;

import io.netty.buffer.PooledByteBufAllocator;

/// Netty's pooled allocator with its default settings, and with the thread cache that threads of
/// Netty's event loops have.
final class NettyBuffers {
  static final PooledByteBufAllocator POOLED =
      new PooledByteBufAllocator(
          true,
          PooledByteBufAllocator.defaultNumHeapArena(),
          PooledByteBufAllocator.defaultNumDirectArena(),
          PooledByteBufAllocator.defaultPageSize(),
          PooledByteBufAllocator.defaultMaxOrder(),
          PooledByteBufAllocator.defaultSmallCacheSize(),
          PooledByteBufAllocator.defaultNormalCacheSize(),
          true);

  private NettyBuffers() {}
}
