package dev.wharf.swarm.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A server in a child process. The server ends with this process, unless this process is killed
/// with SIGKILL: after a signal, the caller has [#CLOSE_TIMEOUT] to call [#stop] and [#close].
/// After that time, a shutdown hook terminates the server. Not thread-safe, except [#lastLines] and
/// [#terminate].
public final class ServerProcess implements AutoCloseable {
  /// The exit code of a process that SIGINT has ended, as a shell tells it.
  private static final int INTERRUPTED = 128 + 2;

  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  /// A shell command that starts the server with two signals ignored. The terminal sends Ctrl-C
  /// (SIGINT), and SIGHUP at its own end, to the server as well. At the first signal, the server
  /// would drain while users still need it. The signal of [#stop] would be the second one, which
  /// ends a server at once. An ignored signal stays ignored through `exec`.
  private static final List<String> IGNORE_TERMINAL_SIGNALS =
      List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

  private final Process process;
  private final ServerOutput output = new ServerOutput();
  private final Thread stdout;
  private final Thread stderr;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread killer;

  private ServerProcess(Process process) {
    this.process = process;
    this.stdout = reader("server-out", process.getInputStream());
    this.stderr = reader("server-err", process.getErrorStream());
    this.killer = Thread.ofPlatform().name("kill-server").unstarted(this::killUnlessClosed);
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /// Starts a server.
  ///
  /// @param program an executable file
  /// @throws ServerFailedException when the program cannot be started
  public static ServerProcess start(Path program, List<String> arguments) {
    if (!Files.isExecutable(program)) {
      throw new ServerFailedException(
          "the server cannot be started: " + program + " is not an executable file");
    }
    List<String> command = new ArrayList<>(IGNORE_TERMINAL_SIGNALS);
    command.add(program.toString());
    command.addAll(arguments);
    try {
      return watched(new ProcessBuilder(command).start());
    } catch (IOException e) {
      throw new ServerFailedException("the server cannot be started: " + e.getMessage());
    }
  }

  private static ServerProcess watched(Process process) {
    try {
      return new ServerProcess(process);
    } catch (IllegalStateException e) { // this process is ending, so that it accepts no hooks
      process.destroyForcibly();
      throw new ServerFailedException("stopped while the server was starting");
    }
  }

  /// Waits until the server listens.
  ///
  /// @return the port of the server
  /// @throws ServerFailedException when the server ends before it is ready, or is not ready within
  ///   the timeout
  public int awaitReady(Duration timeout) {
    CompletableFuture<Object> end = process.onExit().thenApply(Process::exitValue);
    try {
      CompletableFuture.anyOf(output.port(), end).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ServerFailedException(
          "the server was not ready within " + timeout.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerFailedException("interrupted while the server was starting");
    } catch (ExecutionException e) {
      throw new ServerFailedException("the server's output cannot be read: " + e.getMessage());
    }
    Integer port = output.port().getNow(null);
    if (port == null) {
      awaitOutput();
      throw new ServerFailedException(
          "the server ended before it was ready, with exit code " + process.exitValue());
    }
    return port;
  }

  /// Returns the server's port for WebSocket; empty when the server has none. Valid after
  /// [#awaitReady].
  public Optional<Integer> webSocketPort() {
    return Optional.ofNullable(output.webSocketPort().getNow(null));
  }

  /// Returns the address of the server's metrics; empty when the server has none. Valid after
  /// [#awaitReady].
  public Optional<URI> metrics() {
    return Optional.ofNullable(output.admin().getNow(null))
        .map(address -> URI.create("http://" + address + "/metrics"));
  }

  /// Terminates the server (SIGTERM) and waits for its end.
  ///
  /// @throws ServerFailedException when the server does not end within the timeout; this method has
  ///   killed it
  public Exit stop(Duration timeout) {
    terminate();
    if (!waitFor(timeout)) {
      kill();
      throw new ServerFailedException(
          "the server did not end within " + timeout.toSeconds() + " s");
    }
    awaitOutput();
    return new Exit(process.exitValue(), output.ledger().getNow(""));
  }

  /// The result of a server that has ended.
  ///
  /// @param exitCode the exit code of the server's process
  /// @param ledger the server's ledger as the server printed it; empty when the server did not
  ///   print it
  public record Exit(int exitCode, String ledger) {
    private static final String ZERO = "0 live sessions, 0 pending operations, 0 buffers out";

    /// Returns whether the exit code is 0 and the ledger is zero.
    public boolean isClean() {
      return exitCode == 0 && ledger.equals(ZERO);
    }
  }

  /// Returns the last lines of the server's output, escaped for a terminal.
  public List<String> lastLines() {
    return output.lastLines();
  }

  /// Returns whether Ctrl-C has ended the server.
  boolean wasInterrupted() {
    return !process.isAlive() && process.exitValue() == INTERRUPTED;
  }

  /// Returns whether the server's process is running.
  boolean isAlive() {
    return process.isAlive();
  }

  /// Terminates the server, and kills it when it does not end within 3 seconds.
  @Override
  public void close() {
    kill();
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // This process is ending, so that the hook has run or is running.
    }
  }

  private void killUnlessClosed() {
    try {
      if (closed.await(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  private void kill() {
    terminate();
    if (!waitFor(KILL_TIMEOUT)) {
      process.destroyForcibly();
    }
  }

  /// Sends SIGTERM to the server. Does not call `Process.destroy`, because that would also close
  /// the server's output streams, which this process still reads.
  void terminate() {
    process.toHandle().destroy();
  }

  private boolean waitFor(Duration timeout) {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void awaitOutput() {
    try {
      stdout.join(KILL_TIMEOUT);
      stderr.join(KILL_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread reader(String name, InputStream stream) {
    return Thread.ofPlatform().daemon().name(name).start(() -> readAll(stream));
  }

  private void readAll(InputStream stream) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      reader.lines().forEach(output::accept);
    } catch (IOException | UncheckedIOException e) {
      output.accept("(the server's output ended: " + e.getMessage() + ")");
    }
  }
}
