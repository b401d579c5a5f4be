package dev.wharf.swarm.fleet;

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

/// A child process that plays a segment, as its parent sees it. It reads and writes JSON, one
/// object a line, and ends when its standard input does, so that no child outlives its parent.
///
/// Thread-safe. Two virtual threads read its output and its errors.
final class Child implements AutoCloseable {
  private static final int TO_END_SECONDS = 5;
  private static final int MOST_WORDS = 200;

  private final String name;
  private final int workers;
  private final Process process;
  private final Thread errors;

  private volatile boolean isReady;
  private volatile long heardAt = System.nanoTime();
  private volatile String lastWords = "";
  private volatile @Nullable Snapshot latest;

  /// Guarded by this. Set once, and not after the fate.
  private @Nullable SwarmResult result;

  /// Guarded by this. Set once, and not after the result.
  private String fate = "";

  private Child(String name, int workers, Process process) {
    this.name = name;
    this.workers = workers;
    this.process = process;
    this.errors = Thread.ofVirtual().name(name + " err").start(this::listenToErrors);
  }

  static Child start(String name, int workers, List<String> command, Part part) throws IOException {
    Child child = new Child(name, workers, new ProcessBuilder(command).start());
    Thread.ofVirtual().name(name + " out").start(child::listen);
    child.tell(part);
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

  long heardAt() {
    return heardAt;
  }

  synchronized boolean hasResult() {
    return result != null;
  }

  /// Whether its result has come, and says that it did not end early.
  synchronized boolean isComplete() {
    return result != null && result.isComplete();
  }

  /// Whether a result may still come.
  synchronized boolean isRunning() {
    return result == null && fate.isEmpty();
  }

  /// Why no result will come; empty while one may.
  synchronized String fate() {
    return fate;
  }

  /// Writes one line. When the child has ended, the end of its output says so.
  void tell(Object record) {
    try {
      OutputStream pipe = process.getOutputStream();
      pipe.write((SwarmJson.line(record) + "\n").getBytes(StandardCharsets.UTF_8));
      pipe.flush();
    } catch (IOException e) {
      lastWords = lastWords.isEmpty() ? "it takes no orders" : lastWords;
    }
  }

  /// Starts counting its silence.
  void expect() {
    heardAt = System.nanoTime();
  }

  /// Kills the process, unless its result has come.
  void kill(String why) {
    synchronized (this) {
      if (!isRunning()) {
        return;
      }
      fate = why;
    }
    process.destroyForcibly();
  }

  /// Returns the sum of the others' results and this child's, which may be lost.
  synchronized SwarmResult addedTo(SwarmResult others) {
    String machine = RunEnvironment.here().machine();
    return result == null
        ? others.plusLost(ProcessResult.lost(name, machine, fate, workers, latest))
        : others.plus(name, machine, result);
  }

  /// Waits up to [#TO_END_SECONDS] for its end, then kills it.
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(TO_END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        hear(line);
      }
    } catch (JsonProcessingException e) {
      kill("it wrote a line that is none: " + e.getOriginalMessage());
    } catch (IOException e) {
      // its output has ended, see below
    }
    kill("it ended early, " + exit());
  }

  /// Reads one line. Lines that are no JSON are warnings of the JVM.
  private void hear(String line) throws JsonProcessingException {
    if (!line.startsWith("{")) {
      keep(line);
      return;
    }
    ChildLine told = SwarmJson.MAPPER.readValue(line, ChildLine.class);
    heardAt = System.nanoTime();
    isReady = true;
    if (told.progress() != null) {
      latest = told.progress();
    }
    if (told.result() != null) {
      finish(told.result());
    }
  }

  private synchronized void finish(SwarmResult whole) {
    if (isRunning()) {
      result = whole;
    }
  }

  private void listenToErrors() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(this::keep);
    } catch (IOException | UncheckedIOException e) {
      // it has ended
    }
  }

  private void keep(String line) {
    lastWords = PeerText.escape(line, MOST_WORDS);
  }

  private String exit() {
    try {
      String code = "exit code " + process.waitFor();
      boolean _ = errors.join(Duration.ofSeconds(1));
      return lastWords.isEmpty() ? code : code + ": " + lastWords;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "no exit code";
    }
  }
}
