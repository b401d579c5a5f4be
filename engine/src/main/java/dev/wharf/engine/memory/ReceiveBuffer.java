package dev.wharf.engine.memory;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/// A session's receive buffer. It starts small, grows to a limit, and shrinks when it has been too
/// big for long.
///
/// Bytes are received at the end and consumed from the front, in place. Not thread-safe: the thread
/// that handles the session's receive owns the buffer. While a read is pending, between
/// [#forReceive()] and [#received(int)], the channel owns it.
public final class ReceiveBuffer {
  /// The buffer is halved after this many receives in a row that half its size would have held.
  private static final int SHRINK_AFTER = 64;

  /// Stands for the memory once it is released.
  private static final ByteBuffer RELEASED = ByteBuffer.allocateDirect(0);

  private final BufferMemory budget;
  private final int initialBytes;
  private int limitBytes;
  private ByteBuf memory;

  /// The memory, or [#RELEASED]. Written by the owner; any thread reads its capacity.
  private volatile ByteBuffer bytes;

  private int start;
  private int end;
  private int smallReceives;

  /// An empty buffer of the initial size.
  ///
  /// @param initialBytes the first and smallest size, in bytes
  /// @param limitBytes the largest size, in bytes; not less than `initialBytes`
  /// @throws BufferMemoryExhaustedException when the memory budget is used up
  public ReceiveBuffer(BufferMemory budget, int initialBytes, int limitBytes) {
    if (initialBytes < 1 || limitBytes < initialBytes) {
      throw new IllegalArgumentException(
          "initialBytes must be 1 to limitBytes, not " + initialBytes + " of " + limitBytes);
    }
    this.budget = budget;
    this.initialBytes = initialBytes;
    this.limitBytes = limitBytes;
    budget.claim(initialBytes);
    this.memory = allocate(initialBytes);
    this.bytes = memory.nioBuffer(0, initialBytes);
  }

  /// Returns the free room at the end, for a read. It has one byte at least.
  ///
  /// @throws IllegalStateException when [#isFull()]
  public ByteBuffer forReceive() {
    if (isFull()) {
      throw new IllegalStateException(
          "the buffer is full: " + limitBytes + " bytes wait to be consumed");
    }
    return bytes.limit(bytes.capacity()).position(end);
  }

  /// Counts `count` bytes that a read has put into [#forReceive()].
  public void received(int count) {
    end += count;
    smallReceives = (end - start) * 2 <= bytes.capacity() ? smallReceives + 1 : 0;
  }

  /// Returns the bytes to consume, from position to limit. The consumer advances the position, and
  /// then calls [#consumed()].
  public ByteBuffer unread() {
    return bytes.limit(end).position(start);
  }

  /// Ends the consumption of [#unread()], and makes room for the next receive. It moves the
  /// remaining bytes to the front, grows a buffer that was filled, and shrinks one that is too
  /// large.
  ///
  /// @return the number of bytes consumed
  /// @throws BufferMemoryExhaustedException when the buffer must grow and the budget is used up
  public int consumed() {
    int position = bytes.position();
    int count = position - start;
    if (count < 0 || bytes.limit() != end) {
      throw new IllegalStateException("the consumer moved the position back, or the limit");
    }
    start = position;
    boolean wasFilled = end == bytes.capacity();
    moveToFront();
    if (wasFilled) {
      grow();
    } else if (smallReceives >= SHRINK_AFTER) {
      shrink();
    }
    return count;
  }

  /// Changes the largest size. A buffer that is larger keeps its size.
  ///
  /// @param bytes at least 1
  public void limit(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes must be positive, not " + bytes);
    }
    limitBytes = Math.max(bytes, this.bytes.capacity());
  }

  /// The largest size, in bytes.
  public int limitBytes() {
    return limitBytes;
  }

  /// The number of bytes to consume.
  public int unreadBytes() {
    return end - start;
  }

  /// Whether bytes to consume fill all room up to the limit.
  public boolean isFull() {
    return end == limitBytes;
  }

  /// The present size, in bytes.
  public int capacity() {
    return bytes.capacity();
  }

  /// The size of its memory, in bytes; 0 once it is released. Any thread.
  public int heldBytes() {
    return bytes.capacity();
  }

  /// Frees the memory. No read may be pending, and the buffer must not be used again. Idempotent.
  @SuppressWarnings("ReferenceEquality") // this very buffer
  public void release() {
    if (bytes != RELEASED) {
      bytes = RELEASED;
      free(memory);
    }
  }

  private void moveToFront() {
    if (start > 0) {
      bytes.limit(end).position(start);
      bytes.compact();
      end -= start;
      start = 0;
    }
  }

  private void grow() {
    int larger = Math.min(limitBytes, bytes.capacity() * 2);
    if (end == bytes.capacity() && larger > end) {
      resize(larger);
    } else if (larger > bytes.capacity()) {
      tryResize(larger);
    }
  }

  private void shrink() {
    smallReceives = 0;
    int half = Math.max(initialBytes, bytes.capacity() / 2);
    if (half < bytes.capacity() && end < half) {
      tryResize(half);
    }
  }

  /// Resizes a buffer that need not be resized. Keeps the size when memory is short.
  private void tryResize(int capacity) {
    try {
      if (budget.tryClaim(capacity)) {
        moveTo(capacity);
      }
    } catch (BufferMemoryExhaustedException e) {
      // The buffer is large enough for now, and the next receive tries again.
    }
  }

  private void resize(int capacity) {
    budget.claim(capacity);
    moveTo(capacity);
  }

  private void moveTo(int capacity) {
    ByteBuf larger = allocate(capacity);
    ByteBuffer moved = larger.nioBuffer(0, capacity);
    moved.put(bytes.limit(end).position(0));
    free(memory);
    memory = larger;
    bytes = moved;
  }

  /// Allocates memory that was claimed before.
  private ByteBuf allocate(int capacity) {
    try {
      return budget.allocate(capacity);
    } catch (Throwable t) {
      budget.unclaim(capacity);
      throw t;
    }
  }

  private void free(ByteBuf buffer) {
    int capacity = buffer.capacity();
    budget.free(buffer);
    budget.unclaim(capacity);
  }
}
