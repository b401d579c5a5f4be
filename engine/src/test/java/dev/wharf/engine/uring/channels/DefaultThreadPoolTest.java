package dev.wharf.engine.uring.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the two system properties that configure the thread pool of the default group.
///
/// The test runs isolated, because system properties belong to the whole process.
@Isolated
class DefaultThreadPoolTest {
  private static final String THREAD_FACTORY = "java.nio.channels.DefaultThreadPool.threadFactory";
  private static final String INITIAL_SIZE = "java.nio.channels.DefaultThreadPool.initialSize";

  private final UringProvider provider = new UringProvider();

  @BeforeEach
  void needsARing() {
    Rings.assume();
  }

  @AfterEach
  void clear() {
    System.clearProperty(THREAD_FACTORY);
    System.clearProperty(INITIAL_SIZE);
  }

  /// Creates threads with a name that the test recognizes.
  public static final class Factory implements ThreadFactory {
    @Override
    public Thread newThread(Runnable body) {
      return Thread.ofPlatform().daemon().name("by the test's factory").unstarted(body);
    }
  }

  /// A factory class that cannot be instantiated, because it is not public.
  static final class Hidden implements ThreadFactory {
    private Hidden() {}

    @Override
    public Thread newThread(Runnable body) {
      throw new IllegalStateException("never called");
    }
  }

  @Test
  void handlersRunOnThreadsOfTheConfiguredFactory() throws Exception {
    System.setProperty(THREAD_FACTORY, Factory.class.getName());
    System.setProperty(INITIAL_SIZE, "3");
    assertThat(threadOfAHandler().getName()).isEqualTo("by the test's factory");
  }

  @Test
  void handlersRunOnDaemonThreadsByDefault() throws Exception {
    assertThat(threadOfAHandler().isDaemon()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no.such.Factory", "java.lang.String", "", "three"})
  void rejectsAClassThatIsNoFactory(String factory) {
    System.setProperty(THREAD_FACTORY, factory);
    assertRefused(THREAD_FACTORY, factory);
  }

  @Test
  void rejectsAFactoryThatCannotBeInstantiated() {
    System.setProperty(THREAD_FACTORY, Hidden.class.getName());
    assertRefused(THREAD_FACTORY, Hidden.class.getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "", "1.5", "99999999999"})
  void rejectsAnInitialSizeThatIsNoNumber(String size) {
    System.setProperty(INITIAL_SIZE, size);
    assertRefused(INITIAL_SIZE, size);
  }

  private void assertRefused(String property, String value) {
    assertThatThrownBy(() -> provider.openAsynchronousSocketChannel(null))
        .isInstanceOf(Error.class)
        .hasMessage("the value of " + property + " cannot be used: " + value);
  }

  private Thread threadOfAHandler() throws Exception {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    try (AsynchronousServerSocketChannel listener =
            provider.openAsynchronousServerSocketChannel(null).bind(null);
        AsynchronousSocketChannel client = provider.openAsynchronousSocketChannel(null)) {
      client.connect(
          listener.getLocalAddress(),
          null,
          new CompletionHandler<Void, Object>() {
            @Override
            public void completed(Void result, Object attachment) {
              ran.complete(Thread.currentThread());
            }

            @Override
            public void failed(Throwable failure, Object attachment) {
              ran.completeExceptionally(failure);
            }
          });
      return ran.get(20, TimeUnit.SECONDS);
    }
  }
}
