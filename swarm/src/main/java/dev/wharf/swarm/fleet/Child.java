package dev.wharf.swarm.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.wharf.protocol.PeerText;
import dev.wharf.swarm.report.MergedResult;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.ReportDocument;
import dev.wharf.swarm.report.RunEnvironment;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmJson;
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
/// object a line, and ends when its standard input does: whatever ends the parent, no child is
/// left.
///
/// Thread-safe. Its lines are read by threads of its own.
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

  /// Guarded by this; of the two, the first that comes.
  private @Nullable ReportDocument result;

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

  /// Whether its result is there, and it came to its end and did not end early.
  synchronized boolean isComplete() {
    return result != null && result.run().complete();
  }

  /// Whether no result has come, and one may.
  synchronized boolean isRunning() {
    return result == null && fate.isEmpty();
  }

  /// Why no result will come; empty while one may.
  synchronized String fate() {
    return fate;
  }

  /// Writes one line. A child that has ended takes none, which is told when its output ends.
  void tell(Object record) {
    try {
      OutputStream pipe = process.getOutputStream();
      pipe.write((SwarmJson.line(record) + "\n").getBytes(StandardCharsets.UTF_8));
      pipe.flush();
    } catch (IOException e) {
      lastWords = lastWords.isEmpty() ? "it takes no orders" : lastWords;
    }
  }

  /// Silence counts from now on.
  void expect() {
    heardAt = System.nanoTime();
  }

  /// Ends the process, unless its result is there.
  void giveUp(String why) {
    synchronized (this) {
      if (!isRunning()) {
        return;
      }
      fate = why;
    }
    process.destroyForcibly();
  }

  void addTo(MergedResult merged) {
    ReportDocument whole;
    synchronized (this) {
      whole = result;
    }
    String machine = RunEnvironment.here().machine();
    if (whole == null) {
      merged.addLost(ProcessResult.lost(name, machine, fate(), workers, latest));
    } else {
      SwarmResult own = whole.result();
      merged.add(ProcessResult.of(name, machine, own), own);
    }
  }

  /// Waits a little for its end, and ends it.
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
      giveUp("it wrote a line that is none: " + e.getOriginalMessage());
    } catch (IOException e) {
      // the end of its output, which is told below
    }
    giveUp("it ended early, " + exit());
  }

  /// The JVM itself may print a warning.
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

  private synchronized void finish(ReportDocument whole) {
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
