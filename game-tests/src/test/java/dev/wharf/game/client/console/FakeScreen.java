package dev.wharf.game.client.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A screen for tests: the test types the input, and reads the lines that the chat prints.
final class FakeScreen implements Screen {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /// The lines that the test has typed. An empty value is the end of the input.
  private final BlockingQueue<Optional<String>> typed = new LinkedBlockingQueue<>();

  private final List<String> shown = new CopyOnWriteArrayList<>();
  private final boolean isInteractive;

  FakeScreen(boolean isInteractive) {
    this.isInteractive = isInteractive;
  }

  void type(String line) {
    typed.add(Optional.of(line));
  }

  void endInput() {
    typed.add(Optional.empty());
  }

  List<String> shown() {
    return List.copyOf(shown);
  }

  /// Waits for a printed line that matches the whole pattern.
  String await(String pattern) {
    return await(pattern, 1);
  }

  /// Waits until this number of printed lines matches the whole pattern. Returns the last one of
  /// these lines.
  String await(String pattern, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .untilAsserted(
            () ->
                assertThat(shown)
                    .filteredOn(line -> line.matches(pattern))
                    .as("lines like %s among %s", pattern, shown)
                    .hasSizeGreaterThanOrEqualTo(count));
    return shown.stream().filter(line -> line.matches(pattern)).toList().get(count - 1);
  }

  @Override
  public void print(String line) {
    shown.add(line);
  }

  @Override
  public @Nullable String readLine() {
    try {
      return typed.take().orElse(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public @Nullable String readSecret(String prompt) {
    return readLine();
  }

  @Override
  public boolean isInteractive() {
    return isInteractive;
  }

  @Override
  public void close() {}
}
