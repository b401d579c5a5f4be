package dev.wharf.engine.memory;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/// A session's receive buffer: starts small, grows to a limit, shrinks when it has long been too
/// big.
///
/// Bytes are received at the end and consumed from the front, in place. Not thread-safe: it belongs
/// to whoever handles the session's receive, and to the channel while a read is pending, between
/// [#forReceive()] and [#received(int)].
public final class ReceiveBuffer {
  /// After so many receives in a row that a buffer of half the size would have held, it is halved.
  private static final int SHRINK_AFTER = 64;

  private final BufferMemory budget;
  private final int initialBytes;
  private int limitBytes;
  private ByteBuf memory;
  private ByteBuffer bytes;
  private int start;
  private int end;
  private int smallReceives;

  /// The memory that it takes; 0 once it is released. Written by its owner, read by any thread.
  private volatile int heldBytes;

  /// @param initialBytes the size at the start, and the least, in bytes
  /// @param limitBytes the most it grows to, in bytes; not less than `initialBytes`
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
    this.heldBytes = initialBytes;
  }

  /// The free room at the end, for a read; at least one byte.
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

  /// What waits to be consumed, from position to limit. Consume by advancing the position, then
  /// call [#consumed()].
  public ByteBuffer unread() {
    return bytes.limit(end).position(start);
  }

  /// Takes note of the position that the consumer has left in [#unread()], and makes room for the
  /// next receive: moves what is left to the front, grows a buffer that was filled, shrinks one too
  /// large.
  ///
  /// @return the number of bytes consumed
  /// @throws BufferMemoryExhaustedException when it must grow and the memory budget is used up
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

  /// Changes the most that the buffer grows to. A buffer that is larger keeps its size.
  ///
  /// @param bytes at least 1
  public void limit(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes must be positive, not " + bytes);
    }
    limitBytes = Math.max(bytes, this.bytes.capacity());
  }

  /// The most that the buffer grows to, in bytes.
  public int limitBytes() {
    return limitBytes;
  }

  /// Bytes that wait to be consumed.
  public int unreadBytes() {
    return end - start;
  }

  /// Whether all room up to the limit is taken by what waits to be consumed.
  public boolean isFull() {
    return end == limitBytes;
  }

  /// The present size, in bytes.
  public int capacity() {
    return bytes.capacity();
  }

  /// The memory that it takes now, in bytes; 0 once it is released. Any thread.
  public int heldBytes() {
    return heldBytes;
  }

  /// Gives the memory back. No read may be pending; the buffer must not be used again. Doing it
  /// again does nothing.
  public void release() {
    if (heldBytes > 0) {
      heldBytes = 0;
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

  /// Resizes where that is no more than thrift: when memory is short, all stays as it is.
  private void tryResize(int capacity) {
    try {
      if (budget.tryClaim(capacity)) {
        moveTo(capacity);
      }
    } catch (BufferMemoryExhaustedException e) {
      // The next time, perhaps.
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
    heldBytes = capacity;
  }

  /// Memory that was claimed before.
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
