package dev.wharf.engine.log;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;

/// A print stream that never holds up whoever prints, whatever becomes of the terminal or pipe
/// behind it. Put it in the place of [System#out] or [System#err]:
///
/// ```java
/// System.setErr(AsyncPrintStream.standardError(lost -> log.warn("{} lines were lost", lost)));
/// ```
///
/// Lines are written whole, in their order, in UTF-8, by a thread of the stream's own. Up to
/// [#CAPACITY] bytes wait, or as many as [#setCapacity] says; a line that finds no room is lost and
/// counted. The part of a line without its end is written when the stream is flushed.
///
/// A flush waits for nothing. Before the process ends, call [#awaitWritten]. Thread-safe.
public final class AsyncPrintStream extends PrintStream {
  /// The most bytes that wait to be written, unless it is set.
  public static final int CAPACITY = 1 << 20;

  private final AsyncSink<byte[]> sink;

  private AsyncPrintStream(AsyncSink<byte[]> sink) {
    super(new Lines(sink), false, StandardCharsets.UTF_8);
    this.sink = sink;
  }

  /// A stream to the process's standard output.
  ///
  /// @param onLost told how many lines were lost since the last time, once there is room again
  public static AsyncPrintStream standardOutput(LongConsumer onLost) {
    return to(new FileOutputStream(FileDescriptor.out), "stdout", onLost);
  }

  /// A stream to the process's standard error.
  ///
  /// @param onLost told how many lines were lost since the last time, once there is room again
  public static AsyncPrintStream standardError(LongConsumer onLost) {
    return to(new FileOutputStream(FileDescriptor.err), "stderr", onLost);
  }

  /// @param target takes a whole line, or several, with each call; may block
  static AsyncPrintStream to(OutputStream target, String threadName, LongConsumer onLost) {
    return new AsyncPrintStream(
        new AsyncSink<>(threadName, CAPACITY, bytes -> bytes.length, target::write, onLost));
  }

  /// Sets the most bytes that wait to be written. What waits already stays.
  public void setCapacity(int bytes) {
    sink.setCapacity(bytes);
  }

  /// How many lines were lost since the stream was made. What is printed in one call counts as one
  /// line, such as a message with its stack trace.
  public long lost() {
    return sink.lost();
  }

  /// Waits until all that was printed has been written, but for the part of a line that was not
  /// flushed. May block.
  ///
  /// @param patience for how long at the most
  /// @return false when time was up, or the thread was interrupted; it is interrupted still
  public boolean awaitWritten(Duration patience) {
    return sink.awaitWritten(patience);
  }

  /// Gathers whole lines. Guarded by the print stream's own lock.
  private static final class Lines extends OutputStream {
    private final AsyncSink<byte[]> sink;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

    Lines(AsyncSink<byte[]> sink) {
      this.sink = sink;
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int end = offset + length;
      while (end > offset && bytes[end - 1] != '\n') {
        end--;
      }
      gathered.write(bytes, offset, end - offset);
      if (end > offset) {
        flush();
      }
      gathered.write(bytes, end, offset + length - end);
      if (gathered.size() > CAPACITY) {
        flush();
      }
    }

    @Override
    public void flush() {
      if (gathered.size() > 0) {
        sink.offer(gathered.toByteArray());
        gathered.reset();
      }
    }
  }
}
