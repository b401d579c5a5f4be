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

/// A server in a process of its own. Whatever happens to this process, short of SIGKILL, the server
/// ends with it: when this process is told to end, its owner has a while for [#stop], then the
/// server is ended here.
public final class ServerProcess implements AutoCloseable {
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  /// A terminal sends Ctrl-C, and its own end, to the server, too. The server must not hear them:
  /// it would drain while clients still count on it, and take [#stop] for the second signal. An
  /// ignored signal stays ignored through `exec`.
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

  /// Starts it.
  ///
  /// @param program a file
  /// @throws ServerFailedException when the program cannot be run
  public static ServerProcess start(Path program, List<String> arguments) {
    if (!Files.isExecutable(program)) {
      throw new ServerFailedException(
          "the server cannot be started: " + program + " is no program");
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
    } catch (IllegalStateException e) { // this process is ending, and takes no hook any more
      process.destroyForcibly();
      throw new ServerFailedException("stopped while the server was starting");
    }
  }

  /// Waits until it listens.
  ///
  /// @return its port
  /// @throws ServerFailedException when it ends before, or takes too long
  public int awaitReady(Duration timeout) {
    CompletableFuture<Object> end = process.onExit().thenApply(Process::exitValue);
    try {
      CompletableFuture.anyOf(output.port(), end).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ServerFailedException(
          "the server was not ready after " + timeout.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerFailedException("interrupted while the server was starting");
    } catch (ExecutionException e) {
      throw new ServerFailedException("the server's output cannot be read: " + e.getMessage());
    }
    Integer port = output.port().getNow(null);
    if (port == null) {
      awaitOutput();
      throw new ServerFailedException("the server ended at once, with code " + process.exitValue());
    }
    return port;
  }

  /// Where it tells its metrics, when it is ready; empty when it does not.
  public Optional<URI> metrics() {
    return Optional.ofNullable(output.admin().getNow(null))
        .map(address -> URI.create("http://" + address + "/metrics"));
  }

  /// Asks it to end (SIGTERM), and waits until it has.
  ///
  /// @throws ServerFailedException when it takes too long; it is killed then
  public Exit stop(Duration timeout) {
    terminate();
    if (!waitFor(timeout)) {
      kill();
      throw new ServerFailedException(
          "the server had not ended after " + timeout.toSeconds() + " s");
    }
    awaitOutput();
    return new Exit(process.exitValue(), output.ledger().getNow(""));
  }

  /// How a server ended.
  ///
  /// @param exitCode of its process
  /// @param ledger what it still owed, as it said; empty when it said nothing
  public record Exit(int exitCode, String ledger) {
    private static final String NOTHING = "0 live sessions, 0 pending operations, 0 buffers out";

    /// Whether it ended in order and owes nothing.
    public boolean isClean() {
      return exitCode == 0 && ledger.equals(NOTHING);
    }
  }

  /// The last lines that it printed, safe to show.
  public List<String> lastLines() {
    return output.lastLines();
  }

  /// Whether it runs.
  boolean isAlive() {
    return process.isAlive();
  }

  /// Ends it for sure.
  @Override
  public void close() {
    kill();
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook has run, or runs.
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

  /// Unlike `Process.destroy`, this leaves the streams open that are still being read.
  private void terminate() {
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
