package dev.wharf.swarm.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.wharf.protocol.text.PeerText;
import dev.wharf.swarm.json.SwarmJson;
import dev.wharf.swarm.output.RunEnvironment;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The parent's handle of a child process that runs one segment. Parent and child exchange JSON,
/// one object a line. A child exits when its standard input ends, so that no child outlives its
/// parent.
///
/// Thread-safe. Two virtual threads read the child's standard output and standard error.
final class ChildProcess implements AutoCloseable {
  private static final int EXIT_TIMEOUT_SECONDS = 5;
  private static final int MAX_OUTPUT_CHARACTERS = 200;

  private final String name;
  private final int workers;
  private final Process process;
  private final Thread errors;

  private volatile boolean isReady;
  private volatile long lastMessageAt = System.nanoTime();
  private volatile String lastOutput = "";
  private volatile @Nullable Snapshot latest;

  /// The child's result; null before it has come. A child gets either a result or a failure, once.
  /// Guarded by this.
  private @Nullable SwarmResult result;

  /// The reason why no result will come; empty while a result may come or when it has come. Guarded
  /// by this.
  private String failure = "";

  private ChildProcess(String name, int workers, Process process) {
    this.name = name;
    this.workers = workers;
    this.process = process;
    this.errors = Thread.ofVirtual().name(name + " err").start(this::readErrors);
  }

  static ChildProcess start(String name, int workers, List<String> command, Assignment assignment)
      throws IOException {
    ChildProcess child = new ChildProcess(name, workers, new ProcessBuilder(command).start());
    Thread.ofVirtual().name(name + " out").start(child::readOutput);
    child.send(assignment);
    return child;
  }

  String name() {
    return name;
  }

  boolean isReady() {
    return isReady;
  }

  @Nullable Snapshot latest() {
    return latest;
  }

  long lastMessageAt() {
    return lastMessageAt;
  }

  synchronized boolean hasResult() {
    return result != null;
  }

  /// Returns whether the child has sent a result of a run that did not end early.
  synchronized boolean isComplete() {
    return result != null && result.isComplete();
  }

  /// Returns whether a result may still come.
  synchronized boolean isRunning() {
    return result == null && failure.isEmpty();
  }

  /// Returns the reason why no result will come; empty while a result may come or when it has come.
  synchronized String failure() {
    return failure;
  }

  /// Writes one line to the child. A failed write is not an error here, because the end of the
  /// child's output reports the child's end.
  void send(Object record) {
    try {
      OutputStream pipe = process.getOutputStream();
      pipe.write((SwarmJson.line(record) + "\n").getBytes(StandardCharsets.UTF_8));
      pipe.flush();
    } catch (IOException e) {
      lastOutput = lastOutput.isEmpty() ? "its standard input is closed" : lastOutput;
    }
  }

  /// Starts to measure the child's silence from now.
  void resetSilence() {
    lastMessageAt = System.nanoTime();
  }

  /// Kills the process and records why, unless the child has a result or a failure.
  void kill(String why) {
    synchronized (this) {
      if (!isRunning()) {
        return;
      }
      failure = why;
    }
    process.destroyForcibly();
  }

  /// Adds this child's result to the sum of the results of other children. A child without a result
  /// is added as a lost process.
  synchronized SwarmResult addedTo(SwarmResult others) {
    String machine = RunEnvironment.here().machine();
    return result == null
        ? others.plusLost(ProcessResult.lost(name, machine, failure, workers, latest))
        : others.plus(name, machine, result);
  }

  /// Closes the child's standard input, and waits up to 5 s for its exit. Kills a child that has
  /// not exited in this time.
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void readOutput() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        onLine(line);
      }
    } catch (JsonProcessingException e) {
      kill("it wrote a line that is not a message: " + e.getOriginalMessage());
    } catch (IOException e) {
      // The output has ended. The call after this block records that.
    }
    kill("it ended early, " + exit());
  }

  /// Handles one line of the child's output. A line that does not begin with `{` is a warning of
  /// the JVM.
  private void onLine(String line) throws JsonProcessingException {
    if (!line.startsWith("{")) {
      keepLastOutput(line);
      return;
    }
    ChildMessage message = SwarmJson.MAPPER.readValue(line, ChildMessage.class);
    lastMessageAt = System.nanoTime();
    isReady = true;
    if (message.progress() != null) {
      latest = message.progress();
    }
    if (message.result() != null) {
      finish(message.result());
    }
  }

  private synchronized void finish(SwarmResult whole) {
    if (isRunning()) {
      result = whole;
    }
  }

  private void readErrors() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(this::keepLastOutput);
    } catch (IOException | UncheckedIOException e) {
      // The child has exited.
    }
  }

  private void keepLastOutput(String line) {
    lastOutput = PeerText.escape(line, MAX_OUTPUT_CHARACTERS);
  }

  private String exit() {
    try {
      String code = "exit code " + process.waitFor();
      boolean _ = errors.join(Duration.ofSeconds(1));
      return lastOutput.isEmpty() ? code : code + ": " + lastOutput;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "no exit code";
    }
  }
}
