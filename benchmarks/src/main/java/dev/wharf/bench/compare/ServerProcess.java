package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A server in a process of its own, listening. Ends with this process, or when it is closed.
final class ServerProcess implements AutoCloseable {
  private static final Duration TO_START = Duration.ofSeconds(60);
  private static final Duration TO_DIE = Duration.ofSeconds(5);
  private static final String READY = "READY ";

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Thread killer;
  private volatile String lastLine = "it said nothing";

  private ServerProcess(Process process) {
    this.process = process;
    this.killer = Thread.ofPlatform().unstarted(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    Thread.ofPlatform().daemon().name("server-output").start(this::readOutput);
  }

  /// Starts it, and waits until it listens.
  ///
  /// @throws BenchFailedException when it does not; the message holds the last thing that it said
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
      // This process is ending, and the hook does it.
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

  /// To the end, so that the server never waits for its output to be read.
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
    } else if (!line.isBlank()) {
      lastLine = line;
    }
  }
}
