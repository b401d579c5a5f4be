package dev.wharf.engine.memory;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/// A session's receive buffer. It starts small, grows to a limit, and shrinks when most of it has
/// not been used for many receives.
///
/// Bytes are received at the end and consumed from the front, in place. Not thread-safe: only the
/// thread that handles the session's receive may use the buffer. While a read is pending, between
/// [#forReceive()] and [#received(int)], only the channel may use it.
public final class ReceiveBuffer {
  /// The buffer is halved after this many receives in a row for which half of its size was enough.
  private static final int SHRINK_AFTER = 64;

  /// The value of [#bytes] after the memory was released.
  private static final ByteBuffer RELEASED = ByteBuffer.allocateDirect(0);

  private final BufferMemory budget;
  private final int initialBytes;
  private int limitBytes;
  private ByteBuf memory;

  /// The memory, or [#RELEASED]. Written by the thread that may use the buffer; any thread reads
  /// its capacity.
  private volatile ByteBuffer bytes;

  private int start;
  private int end;
  private int smallReceives;

  /// Creates an empty buffer of the initial size.
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

  /// Returns the free room at the end, for a read. The room has at least one byte.
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

  /// Ends the consumption of [#unread()], and makes room for the next receive. This moves the
  /// remaining bytes to the front, grows a buffer that was filled, and shrinks a buffer that is too
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

  /// Changes the largest size. A buffer that is larger already keeps its size.
  ///
  /// @param bytes at least 1
  public void limit(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes must be positive, not " + bytes);
    }
    limitBytes = Math.max(bytes, this.bytes.capacity());
  }

  /// Returns the largest size, in bytes.
  public int limitBytes() {
    return limitBytes;
  }

  /// Shrinks an empty buffer to its first size.
  public void trim() {
    if (start == end && bytes.capacity() > initialBytes) {
      start = 0;
      end = 0;
      tryResize(initialBytes);
    }
  }

  /// Returns the number of received bytes that are not consumed yet.
  public int unreadBytes() {
    return end - start;
  }

  /// Returns whether bytes that are not consumed fill the buffer up to its limit.
  public boolean isFull() {
    return end == limitBytes;
  }

  /// Returns the present size, in bytes.
  public int capacity() {
    return bytes.capacity();
  }

  /// Returns the size of the buffer's memory, in bytes; 0 when it is released. Any thread may call
  /// it.
  public int heldBytes() {
    return bytes.capacity();
  }

  /// Frees the memory. No read may be pending, and the buffer must not be used again. May be called
  /// several times.
  @SuppressWarnings("ReferenceEquality") // compares the object RELEASED itself
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

  /// Changes the size of the buffer when this is useful, but not necessary. Keeps the size when
  /// memory is short.
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

  /// Allocates memory that was claimed before. Removes the claim when the allocation fails.
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
