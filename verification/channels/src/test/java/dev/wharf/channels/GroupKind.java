package dev.wharf.channels;

import dev.wharf.channels.world.World;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.concurrent.ThreadFactory;

/// The kinds of channel groups.
enum GroupKind {
  /// A fixed pool of one thread, as a worker of the engine has.
  FIXED_1 {
    @Override
    AsynchronousChannelGroup open(World world, ThreadFactory threads) throws IOException {
      return world.provider().openAsynchronousChannelGroup(1, threads);
    }
  },
  /// A fixed pool of two threads.
  FIXED_2 {
    @Override
    AsynchronousChannelGroup open(World world, ThreadFactory threads) throws IOException {
      return world.provider().openAsynchronousChannelGroup(2, threads);
    }
  },
  /// A cached pool, with the provider's own initial size.
  CACHED {
    @Override
    AsynchronousChannelGroup open(World world, ThreadFactory threads) throws IOException {
      return world.provider().openAsynchronousChannelGroup(world.cachedPool(threads), -1);
    }
  },
  /// An executor that the test provides. It only runs handlers; other threads of the provider wait
  /// for completions.
  EXECUTOR {
    @Override
    AsynchronousChannelGroup open(World world, ThreadFactory threads) throws IOException {
      return world.provider().openAsynchronousChannelGroup(world.fixedPool(3, threads), 0);
    }
  };

  abstract AsynchronousChannelGroup open(World world, ThreadFactory threads) throws IOException;

  /// Whether the provider itself starts the threads of the group. If not, an executor starts them.
  boolean isFixed() {
    return this == FIXED_1 || this == FIXED_2;
  }
}
