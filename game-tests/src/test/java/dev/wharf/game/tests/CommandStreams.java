package dev.wharf.game.tests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// The standard streams of one command that runs in this process.
///
/// The streams of the process are replaced once. The new streams find out which command the calling
/// thread belongs to, and use the streams of that command. A thread belongs to the command of the
/// thread that created it. Other threads, such as workers, inherit nothing. While exactly one
/// command runs, they belong to that command. While several commands run, or none, they use the
/// streams that the process had before.
final class CommandStreams {
  private static final ThreadLocal<CommandStreams> CURRENT = new InheritableThreadLocal<>();
  private static final List<CommandStreams> RUNNING = new CopyOnWriteArrayList<>();

  static {
    System.setIn(new Input(System.in));
    System.setOut(printer(System.out, streams -> streams.out));
    System.setErr(printer(System.err, streams -> streams.err));
  }

  private final InputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /// Creates the streams of one command.
  ///
  /// @param input the text that the command can read from standard input
  CommandStreams(String input) {
    this.in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
  }

  /// Runs a command in the calling thread, with these streams.
  ///
  /// @return the exit code
  int run(IntSupplier command) {
    CURRENT.set(this);
    RUNNING.add(this);
    try {
      return command.getAsInt();
    } finally {
      RUNNING.remove(this);
      CURRENT.remove();
    }
  }

  /// Returns the streams of the command that the calling thread belongs to; null when the thread
  /// uses the streams of the process.
  private static @Nullable CommandStreams current() {
    CommandStreams own = CURRENT.get();
    if (own != null) {
      return own;
    }
    Iterator<CommandStreams> running = RUNNING.iterator();
    CommandStreams first = running.hasNext() ? running.next() : null;
    return running.hasNext() ? null : first;
  }

  /// Returns what the command has written to standard output.
  String outText() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /// Returns what the command has written to standard error.
  String errText() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream printer(
      PrintStream process, Function<CommandStreams, OutputStream> own) {
    return new PrintStream(new Output(process, own), true, StandardCharsets.UTF_8);
  }

  private static final class Input extends InputStream {
    private final InputStream process;

    Input(InputStream process) {
      this.process = process;
    }

    private InputStream target() {
      CommandStreams streams = current();
      return streams == null ? process : streams.in;
    }

    @Override
    public int read() throws IOException {
      return target().read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return target().read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
      return target().available();
    }
  }

  private static final class Output extends OutputStream {
    private final PrintStream process;
    private final Function<CommandStreams, OutputStream> own;

    Output(PrintStream process, Function<CommandStreams, OutputStream> own) {
      this.process = process;
      this.own = own;
    }

    private OutputStream target() {
      CommandStreams streams = current();
      return streams == null ? process : own.apply(streams);
    }

    @Override
    public void write(int one) throws IOException {
      target().write(one);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      target().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      target().flush();
    }
  }
}
