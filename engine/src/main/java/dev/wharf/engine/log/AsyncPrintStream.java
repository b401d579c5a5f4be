package dev.wharf.engine.log;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;

/// A print stream that never blocks its callers, even when the terminal or pipe behind it blocks.
/// Put it in the place of [System#out] or [System#err]:
///
/// ```java
/// System.setErr(AsyncPrintStream.standardError(lost -> log.warn("{} lines were lost", lost)));
/// ```
///
/// A daemon thread writes whole lines in their order, in UTF-8. At most [#CAPACITY] bytes wait, or
/// the number that [#setCapacity] sets. A line for which there is no room is lost and counted. An
/// incomplete line is written when the stream is flushed.
///
/// A flush does not block. Before the process ends, call [#awaitWritten]. Thread-safe.
public final class AsyncPrintStream extends PrintStream {
  /// The most bytes that wait to be written, unless [#setCapacity] sets another number.
  public static final int CAPACITY = 1 << 20;

  private final AsyncSink<byte[]> sink;

  private AsyncPrintStream(AsyncSink<byte[]> sink) {
    super(new Lines(sink), false, StandardCharsets.UTF_8);
    this.sink = sink;
  }

  /// Creates a stream to the process's standard output.
  ///
  /// @param onLost called when there is room again, with the number of lines lost since its last
  ///   call
  public static AsyncPrintStream standardOutput(LongConsumer onLost) {
    return to(new FileOutputStream(FileDescriptor.out), "stdout", onLost);
  }

  /// Creates a stream to the process's standard error.
  ///
  /// @param onLost called when there is room again, with the number of lines lost since its last
  ///   call
  public static AsyncPrintStream standardError(LongConsumer onLost) {
    return to(new FileOutputStream(FileDescriptor.err), "stderr", onLost);
  }

  /// Creates a stream to the given target.
  ///
  /// @param target gets one or more whole lines with each call; may block
  static AsyncPrintStream to(OutputStream target, String threadName, LongConsumer onLost) {
    return new AsyncPrintStream(
        new AsyncSink<>(threadName, CAPACITY, bytes -> bytes.length, target::write, onLost));
  }

  /// Sets the most bytes that wait to be written. Bytes that already wait stay, even when they are
  /// more than the new limit.
  public void setCapacity(int bytes) {
    sink.setCapacity(bytes);
  }

  /// Returns the number of lines lost since the stream was made. Text that one call prints, such as
  /// a message with its stack trace, counts as one line.
  public long lost() {
    return sink.lost();
  }

  /// Waits until all complete lines have been written. Blocks for `patience` at most.
  ///
  /// @return false when the time is up or the thread was interrupted; its interrupt flag stays set
  public boolean awaitWritten(Duration patience) {
    return sink.awaitWritten(patience);
  }

  /// Collects bytes into whole lines, and offers the lines to the sink. The lock of the print
  /// stream guards it.
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
