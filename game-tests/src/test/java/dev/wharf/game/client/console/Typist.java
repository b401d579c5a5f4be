package dev.wharf.game.client.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.client.ClientLogin;
import dev.wharf.client.Identity;
import dev.wharf.client.Route;
import dev.wharf.client.SystemLogin;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A person or a script that uses a [Chat]. The chat runs in a thread that this object starts.
final class Typist implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final FakeScreen screen;
  private final CompletableFuture<Boolean> end = new CompletableFuture<>();

  private Typist(FakeScreen screen, Chat chat) {
    this.screen = screen;
    Thread.ofPlatform().daemon().name("chat").start(() -> run(chat));
  }

  /// Starts a chat of a person, and waits until the person is logged in.
  static Typist at(InetSocketAddress server, String name) {
    Typist typist = comingTo(server, name);
    typist.screen.await("\\* connected to .* as " + name);
    return typist;
  }

  /// Starts a chat of a person. Does not wait for the login.
  static Typist comingTo(InetSocketAddress server, String name) {
    return comingTo(Route.to(server), name);
  }

  static Typist comingTo(Route route, String name) {
    FakeScreen screen = new FakeScreen(true);
    return new Typist(
        screen, new Chat(screen, route, Identity.of(name, ""), new SystemLogin(), null, false));
  }

  /// Starts a chat of a person, with a login of its own.
  static Typist comingTo(InetSocketAddress server, Identity identity, ClientLogin login) {
    FakeScreen screen = new FakeScreen(true);
    return new Typist(screen, new Chat(screen, Route.to(server), identity, login, null, false));
  }

  /// Starts a chat that a script uses. The chat reads a line of the script only when the server has
  /// answered the line before.
  ///
  /// @param patience the longest time that the chat waits for the login, and for each answer
  static Typist script(InetSocketAddress server, String name, Duration patience, String... lines) {
    FakeScreen screen = new FakeScreen(false);
    List.of(lines).forEach(screen::type);
    screen.endInput();
    return new Typist(
        screen,
        new Chat(
            screen,
            Route.to(server),
            Identity.of(name, ""),
            new SystemLogin(),
            null,
            false,
            patience));
  }

  Typist type(String line) {
    screen.type(line);
    return this;
  }

  /// Waits for a printed line that matches the whole pattern.
  String sees(String pattern) {
    return screen.await(pattern);
  }

  /// Waits until this number of printed lines matches the whole pattern. Returns the last one of
  /// these lines.
  String sees(String pattern, int count) {
    return screen.await(pattern, count);
  }

  List<String> shown() {
    return screen.shown();
  }

  void endInput() {
    screen.endInput();
  }

  /// Waits for the end of the chat.
  ///
  /// @return whether the server accepted the login
  boolean awaitEnd() {
    try {
      return end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the chat did not end; shown: " + shown(), e);
    }
  }

  /// Types `/quit`, and waits for the end of the chat.
  @Override
  public void close() {
    type("/quit");
    awaitEnd();
  }

  private void run(Chat chat) {
    try {
      boolean welcome = chat.run();
      assertThat(chat.isClean()).as("the ledger is zero").isTrue();
      end.complete(welcome);
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      end.completeExceptionally(e);
    }
  }
}
