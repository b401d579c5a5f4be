package dev.wharf.engine.buffer;

/// Thrown when a buffer was asked for and the port's budget
/// ([dev.wharf.engine.PortOptions#bufferMemoryBytes()]) or the JVM's direct memory is used up. The
/// engine ends the session that asked, as overloaded, and goes on.
///
/// It carries no stack trace: under pressure it is thrown often, by whoever asks next.
public final class BufferMemoryExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message names the size, the budget and what is out
  public BufferMemoryExhaustedException(String message) {
    super(message, null, false, false);
  }
}
