package dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The server's process. This command passes its standard output on, and looks for the line that
/// reports that the server is ready.
final class Server {
  private static final String READY = " ready on ";
  private static final int SECONDS_TO_DRAIN = 2;

  private final List<String> options;
  private final List<String> arguments;
  private volatile @Nullable Process process;
  private volatile boolean isInterrupted;
  private volatile boolean isStopping;
  private boolean isEnding;

  /// @param options options for the JVM
  Server(List<String> options, List<String> arguments) {
    this.options = options;
    this.arguments = arguments;
  }

  boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /// Starts the server, unless this command is ending.
  ///
  /// @param saved when the change was saved that this start is for
  synchronized void start(Build.Run run, Instant saved) throws IOException {
    if (isEnding) {
      return;
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // a fast start matters more than speed
    command.addAll(options);
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", run.classPath()));
    command.add(run.mainClass());
    command.addAll(arguments);
    isStopping = false;
    Process started =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process = started;
    Thread.ofPlatform().daemon().name("server-output").start(() -> pass(started, saved));
  }

  /// Drains the server. After two seconds it disconnects the remaining players, because a developer
  /// waits.
  void stop() throws InterruptedException {
    Process running = process;
    isStopping = true;
    if (running == null || !running.isAlive()) {
      return;
    }
    running.toHandle().destroy();
    if (running.waitFor(SECONDS_TO_DRAIN, TimeUnit.SECONDS)) {
      return;
    }
    running.toHandle().destroy(); // the second signal ends it at once
    if (!running.waitFor(SECONDS_TO_DRAIN, TimeUnit.SECONDS)) {
      running.destroyForcibly().waitFor();
    }
  }

  /// Makes the end of this command drain the server, and wait for it.
  void stopAtExit() {
    onInterrupt(
        () -> {
          isInterrupted = true;
          end();
          Thread.ofPlatform().start(() -> System.exit(0));
        });
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::drain));
  }

  /// Forbids further starts.
  private synchronized void end() {
    isEnding = true;
    isStopping = true;
  }

  private void drain() {
    end();
    try {
      if (!isInterrupted || !endsByItself()) {
        stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether the server ends without a signal from this command. Ctrl-C in a terminal also reaches
  /// the server, and a second signal would end it without a drain. SIGINT from another program
  /// reaches only this command.
  private boolean endsByItself() throws InterruptedException {
    Process running = process;
    return running == null || running.waitFor(SECONDS_TO_DRAIN, TimeUnit.SECONDS);
  }

  private void pass(Process started, Instant saved) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        System.out.println(line);
        if (line.contains(READY)) {
          long millis = Duration.between(saved, Instant.now()).toMillis();
          Dev.say("ready, %d.%d s after the change".formatted(millis / 1000, millis / 100 % 10));
        }
      }
      int code = started.waitFor();
      if (!isStopping) {
        Dev.say("the server ended with code " + code + "; the next change starts it again");
      }
    } catch (IOException e) {
      Dev.say("the server's output cannot be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Uses reflection, because the compiler warns about `sun.misc.Signal`, and the JDK has no other
  /// way to handle a signal.
  private static void onInterrupt(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), onSignal);
    } catch (ReflectiveOperationException e) {
      Dev.say("Ctrl-C ends the server without a drain: " + e);
    }
  }
}
