package dev.wharf.swarm.fleet;

import dev.wharf.swarm.cli.ExitCodes;
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

/// A child's pipes to its parent: standard input and output. Thread-safe.
public final class ParentPipe {
  private final BufferedReader in =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  /// Guarded by this.
  private final OutputStream out = new FileOutputStream(FileDescriptor.out);

  /// Takes standard output: what others print goes to standard error.
  public ParentPipe() {
    System.setOut(System.err);
  }

  /// Reads what this process plays.
  public Part part() {
    try {
      String line = in.readLine();
      if (line == null) {
        throw new IllegalStateException("there is no parent process");
      }
      return SwarmJson.MAPPER.readValue(line, Part.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Says that this process is ready, and has all orders told from now on. This process ends with
  /// its parent.
  ///
  /// @param onOrders called by a thread of the pipe's own
  public void follow(Consumer<Orders> onOrders) {
    Thread.ofPlatform().daemon().name("parent").start(() -> listen(onOrders));
    say(ChildLine.READY);
  }

  /// Sends the progress.
  public void tell(Snapshot snapshot) {
    say(new ChildLine(snapshot, null));
  }

  /// Sends the result, which is the last message.
  public void tell(SwarmResult result) {
    say(new ChildLine(null, result));
  }

  private synchronized void say(ChildLine line) {
    try {
      out.write((SwarmJson.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the parent process is gone", e);
    }
  }

  private void listen(Consumer<Orders> onOrders) {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        onOrders.accept(SwarmJson.MAPPER.readValue(line, Orders.class));
      }
    } catch (IOException e) {
      System.err.println("orders of the parent process cannot be read: " + e.getMessage());
    }
    Runtime.getRuntime().halt(ExitCodes.FAILED);
  }
}
