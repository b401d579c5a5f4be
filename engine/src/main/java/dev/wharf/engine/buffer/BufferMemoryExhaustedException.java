package dev.wharf.engine.buffer;

/// Thrown when a buffer was asked for and the budget of [BufferMemory], or the JVM's direct memory,
/// is used up. The engine ends the session that asked, as overloaded, and goes on.
///
/// It carries no stack trace: under pressure it is thrown often, by whoever asks next.
public final class BufferMemoryExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BufferMemoryExhaustedException(String message) {
    super(message, null, false, false);
  }
}
