package dev.wharf.engine.uring.sys;

import java.lang.foreign.Arena;
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

/// Keeps the arenas of an operation's buffers open until the operation has ended. Until then,
/// closing one of these arenas throws `IllegalStateException`, as with the JDK's channels.
///
/// A native call keeps the arenas of its arguments open, and no other public API does. So a thread
/// waits inside a native call: it passes the buffer to [Libc#callBackWith], whose callback waits.
/// Only buffers of shared arenas need a hold. Each hold costs one thread while its operation is
/// pending, and a channel has at most two such operations, a read and a write.
///
/// Any thread may call [#of]. The thread that ends the operation calls [#release].
public final class ArenaHold {
  /// The classes of the scopes whose memory is not freed while something refers to it.
  private static final Class<?> GLOBAL = Arena.global().scope().getClass();

  private static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();
  private static final Class<?> DIRECT =
      MemorySegment.ofBuffer(ByteBuffer.allocateDirect(1)).scope().getClass();

  /// A thread that owns no arena, and is never started. A segment that this thread may not access
  /// belongs to a confined arena.
  private static final Thread NO_OWNER = Thread.ofPlatform().unstarted(() -> {});

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("io_uring-arena-", 1).factory());

  private final List<MemorySegment> segments;
  private final CompletableFuture<@Nullable Void> held = new CompletableFuture<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final CompletableFuture<@Nullable Void> released = new CompletableFuture<>();

  /// How many of [#segments] are held so far. Only the thread that holds them uses the field.
  private int count;

  private ArenaHold(List<MemorySegment> segments) {
    this.segments = segments;
  }

  /// Returns whether the buffer's memory stays in place for as long as something refers to the
  /// buffer. If so, the kernel can work on the memory directly, and no hold is needed.
  ///
  /// @throws IllegalStateException when the buffer's arena is confined to a thread, or closed
  public static boolean isLasting(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      return false;
    }
    MemorySegment segment = MemorySegment.ofBuffer(buffer);
    Class<?> scope = segment.scope().getClass();
    if (scope == GLOBAL || scope == DIRECT || scope == AUTOMATIC) {
      return true;
    }
    if (!segment.isAccessibleBy(NO_OWNER)) {
      throw new IllegalStateException("Confined session not supported");
    }
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException("Already closed");
    }
    return false;
  }

  /// Holds the arenas of those buffers whose arena can be closed.
  ///
  /// @return the hold; null when no buffer has an arena that can be closed
  /// @throws IllegalStateException when an arena is confined to a thread, or closed
  public static @Nullable ArenaHold of(ByteBuffer... buffers) {
    List<MemorySegment> segments = new ArrayList<>();
    for (ByteBuffer buffer : buffers) {
      if (buffer.isDirect() && !isLasting(buffer)) {
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

  /// Ends the hold. When this method returns, the arenas can be closed.
  public void release() {
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

  // ---- on the thread that holds the arenas

  private void run() {
    try {
      holdNext();
    } catch (Throwable t) {
      held.completeExceptionally(t);
    } finally {
      released.complete(null);
    }
  }

  /// Holds the remaining segments, with one native call inside the other, and waits for [#release].
  private void holdNext() {
    if (count < segments.size()) {
      Libc.callBackWith(segments.get(count++), this::holdNextGuarded);
    } else {
      held.complete(null);
      awaitEnd();
    }
  }

  /// Calls [#holdNext] inside the native call. Throws nothing, because an exception that leaves the
  /// callback of a native call would end the JVM.
  private void holdNextGuarded() {
    try {
      holdNext();
    } catch (Throwable t) {
      held.completeExceptionally(t);
    }
  }

  private void awaitEnd() {
    while (true) {
      try {
        end.await();
        return;
      } catch (InterruptedException e) {
        // The hold must last until the operation ends, so an interrupt has no effect.
      }
    }
  }
}
