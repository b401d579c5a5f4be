package dev.wharf.swarm.process;

import dev.wharf.swarm.json.SwarmJson;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// A child process's connection to its parent: the child's standard input and output. Thread-safe.
public final class ParentPipe {
  private final BufferedReader in =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  /// The standard output of this process, which the parent reads. Guarded by this.
  private final OutputStream out = new FileOutputStream(FileDescriptor.out);

  /// Takes over standard output. Everything else that this process prints goes to standard error.
  public ParentPipe() {
    System.setOut(System.err);
  }

  /// Reads the assignment, which is the parent's first line. Blocks.
  public Assignment assignment() {
    try {
      String line = in.readLine();
      if (line == null) {
        throw new IllegalStateException("there is no parent process");
      }
      return SwarmJson.MAPPER.readValue(line, Assignment.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Tells the parent that this process is ready, and starts to read control states. This process
  /// exits when the parent's pipe ends.
  ///
  /// @param onControlState called for each control state, on the thread that reads the pipe
  public void follow(Consumer<ControlState> onControlState) {
    Thread.ofPlatform().daemon().name("parent").start(() -> readInput(onControlState));
    write(ChildMessage.READY);
  }

  /// Sends the progress of the run to the parent.
  public void send(Snapshot snapshot) {
    write(new ChildMessage(snapshot, null));
  }

  /// Sends the result to the parent. This is the last message.
  public void send(SwarmResult result) {
    write(new ChildMessage(null, result));
  }

  private synchronized void write(ChildMessage line) {
    try {
      out.write((SwarmJson.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the parent process is gone", e);
    }
  }

  private void readInput(Consumer<ControlState> onControlState) {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        onControlState.accept(SwarmJson.MAPPER.readValue(line, ControlState.class));
      }
    } catch (IOException e) {
      System.err.println("cannot read a control state of the parent process: " + e.getMessage());
    }
    Runtime.getRuntime().halt(1);
  }
}
