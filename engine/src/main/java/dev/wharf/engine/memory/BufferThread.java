package dev.wharf.engine.memory;

import org.jspecify.annotations.Nullable;

/// A thread that sends often. The first [BufferPool] that the thread uses keeps up to 64 KiB of
/// buffers for this thread alone, so that these buffers need no synchronization.
public abstract class BufferThread extends Thread {
  /// The buffers kept for this thread. Null until the thread has used a pool. Only this thread uses
  /// them.
  @Nullable ThreadBuffers buffers;

  /// Creates a thread that runs `body`.
  protected BufferThread(Runnable body, String name) {
    super(null, body, name, 0, false);
  }

  /// Runs the body. A subclass that overrides this may use buffers before and after the body.
  protected void runBody() {
    super.run();
  }

  /// Runs the body, and then gives back the buffers kept for this thread.
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
