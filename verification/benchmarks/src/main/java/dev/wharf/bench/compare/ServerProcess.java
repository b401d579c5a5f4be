package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import dev.wharf.bench.server.Question;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A server in a separate process. The process ends when this process ends, or when this object is
/// closed.
final class ServerProcess implements AutoCloseable {
  private static final Duration TO_START = Duration.ofSeconds(60);
  private static final Duration TO_DIE = Duration.ofSeconds(5);
  private static final String READY = "READY ";

  private static final Duration TO_ANSWER = Duration.ofSeconds(30);

  private final long begun = System.nanoTime();
  private final Process process;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Thread killer;
  private volatile String lastLine = "it printed nothing";

  private ServerProcess(Process process) {
    this.process = process;
    this.killer = Thread.ofPlatform().unstarted(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    Thread.ofPlatform().daemon().name("server-output").start(this::readOutput);
  }

  /// Starts the server, and waits until it listens.
  ///
  /// @throws BenchFailedException when the server does not listen; the message has the last line of
  ///   the server's output
  static ServerProcess start(List<String> command) {
    ServerProcess server;
    try {
      server = new ServerProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new BenchFailedException("it cannot be started: " + e.getMessage(), e);
    }
    try {
      server.awaitReady();
      return server;
    } catch (BenchFailedException e) {
      server.close();
      throw e;
    }
  }

  int port() {
    return port.join();
  }

  long pid() {
    return process.pid();
  }

  /// Returns the time since the start of the process.
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /// Returns the CPU time, user and system, that the process has used so far.
  Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// Asks the server a question. The program in C cannot answer.
  ///
  /// @return the numbers in the answer, by their names
  Map<String, Double> ask(Question question) {
    try {
      BufferedWriter writer = process.outputWriter(StandardCharsets.UTF_8);
      writer.write(question.word() + "\n");
      writer.flush();
      String answer = answers.poll(TO_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      if (answer == null) {
        throw new BenchFailedException("the server does not answer: " + lastLine);
      }
      return FlatJson.numbers(answer);
    } catch (IOException e) {
      throw new BenchFailedException("the server cannot be asked: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailedException("interrupted", e);
    }
  }

  /// Returns the resident memory of the process.
  long residentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseThrow(() -> new BenchFailedException("the server has ended"));
    } catch (IOException e) {
      throw new BenchFailedException("the server has ended", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(TO_DIE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // This process is ending, so its shutdown hook ends the server.
    }
  }

  private void awaitReady() {
    try {
      port.get(TO_START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new BenchFailedException(lastLine, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailedException("interrupted", e);
    }
  }

  /// Reads the server's output to its end, because the server would block on a full pipe.
  private void readOutput() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().forEach(this::accept);
    } catch (IOException | UncheckedIOException e) {
      lastLine = String.valueOf(e.getMessage());
    }
    port.completeExceptionally(new BenchFailedException("the server has ended"));
  }

  private void accept(String line) {
    if (line.startsWith(READY)) {
      port.complete(Integer.parseInt(line.substring(READY.length()).strip()));
    } else if (line.startsWith(Question.ANSWER)) {
      answers.add(line.substring(Question.ANSWER.length()));
    } else if (!line.isBlank()) {
      lastLine = line;
    }
  }
}
