package dev.wharf.engine.memory;

import org.jspecify.annotations.Nullable;

/// A thread that sends much: the first [BufferPool] that it takes a buffer of, or gives one back
/// to, keeps some for it alone, up to 64 KiB, which then cost no synchronization.
public abstract class BufferThread extends Thread {
  /// The thread's own; null until it has had a buffer.
  @Nullable ThreadBuffers buffers;

  /// @param body what it runs
  protected BufferThread(Runnable body, String name) {
    super(null, body, name, 0, false);
  }

  /// Runs the body. What a subclass does around it may use buffers, too.
  protected void runBody() {
    super.run();
  }

  /// Runs the body, and gives up the buffers that were kept.
  @Override
  public void run() {
    try {
      runBody();
    } finally {
      if (buffers != null) {
        buffers.end();
      }
    }
  }
}
