package dev.wharf.engine.nio2;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// The kinds of channel groups.
enum GroupKind {
  /// A fixed pool of one thread, as a worker of the engine has.
  FIXED_1 {
    @Override
    AsynchronousChannelGroup open(AsynchronousChannelProvider provider, ThreadFactory threads)
        throws IOException {
      return provider.openAsynchronousChannelGroup(1, threads);
    }
  },
  /// A fixed pool of two threads.
  FIXED_2 {
    @Override
    AsynchronousChannelGroup open(AsynchronousChannelProvider provider, ThreadFactory threads)
        throws IOException {
      return provider.openAsynchronousChannelGroup(2, threads);
    }
  },
  /// A cached pool, with the provider's own initial size.
  CACHED {
    @Override
    AsynchronousChannelGroup open(AsynchronousChannelProvider provider, ThreadFactory threads)
        throws IOException {
      return provider.openAsynchronousChannelGroup(Executors.newCachedThreadPool(threads), -1);
    }
  },
  /// An executor that the test provides. It only runs handlers; other threads of the provider wait
  /// for completions.
  EXECUTOR {
    @Override
    AsynchronousChannelGroup open(AsynchronousChannelProvider provider, ThreadFactory threads)
        throws IOException {
      return provider.openAsynchronousChannelGroup(Executors.newFixedThreadPool(3, threads), 0);
    }
  };

  abstract AsynchronousChannelGroup open(
      AsynchronousChannelProvider provider, ThreadFactory threads) throws IOException;

  /// Whether the group has a fixed number of threads.
  boolean isFixed() {
    return this == FIXED_1 || this == FIXED_2;
  }
}
