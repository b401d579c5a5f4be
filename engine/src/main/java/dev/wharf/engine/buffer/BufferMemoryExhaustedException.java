package dev.wharf.engine.buffer;

/// Thrown when a buffer was asked for and the port's budget
/// ([dev.wharf.engine.PortOptions#bufferMemoryBytes()]) or the JVM's direct memory is used up. The
/// engine ends the session for which the buffer was, as overloaded, and goes on.
///
/// It carries no stack trace, because it is thrown often while memory is short.
public final class BufferMemoryExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Creates an exception.
  ///
  /// @param message names the size of the buffer, the budget, and the bytes in use
  public BufferMemoryExhaustedException(String message) {
    super(message, null, false, false);
  }
}
