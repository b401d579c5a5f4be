package dev.wharf.engine.uring;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Keeps the arenas of an operation's buffers open until the operation has ended: closing one of
/// them meanwhile throws `IllegalStateException`, as with the JDK's channels.
///
/// A native call keeps the arenas of its arguments open, and no other public interface does. So a
/// thread waits inside a native call: the C library's `bsearch` gets the buffer, and its comparison
/// is a Java method that waits. Only buffers of shared arenas need that; each of their operations
/// costs a thread while it is pending, at most two for each channel.
///
/// [#of] is for any thread, [#release] for the one that ends the operation.
final class ArenaHold {
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("io_uring-arena-", 1).factory());

  /// The hold of the calling thread. The comparison method reads it.
  private static final ThreadLocal<ArenaHold> OF_THREAD = new ThreadLocal<>();

  private final List<MemorySegment> segments;
  private final CompletableFuture<@Nullable Void> held = new CompletableFuture<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final CompletableFuture<@Nullable Void> released = new CompletableFuture<>();

  /// How many of the segments are held. The holding thread's own.
  private int count;

  private ArenaHold(List<MemorySegment> segments) {
    this.segments = segments;
  }

  /// Holds the arenas of the buffers that are of arenas that can be closed.
  ///
  /// @return null when there are none
  /// @throws IllegalStateException when an arena is confined to a thread, or closed
  static @Nullable ArenaHold of(ByteBuffer... buffers) {
    List<MemorySegment> segments = new ArrayList<>();
    for (ByteBuffer buffer : buffers) {
      if (buffer.isDirect() && !Transfer.isLasting(buffer)) {
        addIfNew(segments, MemorySegment.ofBuffer(buffer));
      }
    }
    if (segments.isEmpty()) {
      return null;
    }
    ArenaHold hold = new ArenaHold(segments);
    THREADS.execute(hold::run);
    hold.awaitHeld();
    return hold;
  }

  /// Lets go. When this returns, the arenas can be closed.
  void release() {
    end.countDown();
    released.join();
  }

  private static void addIfNew(List<MemorySegment> segments, MemorySegment segment) {
    if (segments.stream().noneMatch(each -> each.scope().equals(segment.scope()))) {
      segments.add(segment);
    }
  }

  private void awaitHeld() {
    try {
      held.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IllegalStateException closed ? closed : e;
    }
  }

  // ---- on the holding thread

  private void run() {
    OF_THREAD.set(this);
    try {
      holdNext();
    } catch (Throwable t) {
      held.completeExceptionally(t);
    } finally {
      OF_THREAD.remove();
      released.complete(null);
    }
  }

  /// Holds the segments that are left, one native call within the other, and waits.
  private void holdNext() {
    if (count < segments.size()) {
      Libc.callBackWith(segments.get(count++));
    } else {
      held.complete(null);
      awaitEnd();
    }
  }

  private void awaitEnd() {
    while (true) {
      try {
        end.await();
        return;
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread; the operation is what ends it.
      }
    }
  }

  /// Called by the C library, on the holding thread. Throws nothing: the JVM would end.
  static void onCallBack() {
    ArenaHold hold = OF_THREAD.get();
    try {
      hold.holdNext();
    } catch (Throwable t) {
      hold.held.completeExceptionally(t);
    }
  }
}
