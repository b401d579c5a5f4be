package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Tests threads that end or are interrupted after they have started operations, and handlers that
/// throw.
///
/// One fact is not asserted: a handler that throws a checked exception. With the JDK's provider,
/// the group loses the thread for good.
@WithEveryGroup
class ThreadsTest extends ProviderTest {
  /// Runs the task in a thread, and returns when that thread has ended.
  private void inAThreadThatEnds(Runnable task) throws InterruptedException {
    join(runtime().newThread("soon-gone", task));
  }

  private void join(Thread thread) throws InterruptedException {
    thread.start();
    assertThat(runtime().join(thread, PATIENCE)).as("the thread has ended").isTrue();
  }

  // ---- threads that die

  @Test
  void aReadOutlivesTheThreadThatStartedIt() throws Exception {
    Link link = link();
    AtomicReference<Outcome<Integer>> read = new AtomicReference<>();
    inAThreadThatEnds(() -> read.set(pendingRead(link.channel())));
    assertThat(read.get().isDone()).isFalse();
    link.send((byte) 1);
    assertThat(read.get().value()).isEqualTo(1);
  }

  @Test
  void aReadWithAFutureOutlivesTheThreadThatStartedIt() throws Exception {
    Link link = link();
    AtomicReference<Future<Integer>> read = new AtomicReference<>();
    inAThreadThatEnds(() -> read.set(link.channel().read(ByteBuffer.allocateDirect(10))));
    assertThat(read.get().isDone()).isFalse();
    link.send((byte) 1);
    assertThat(get(read.get())).isEqualTo(1);
  }

  @Test
  void aTimedReadOutlivesTheThreadThatStartedIt() throws Exception {
    Link link = link();
    Outcome<Integer> read = outcome();
    inAThreadThatEnds(
        () -> link.channel().read(ByteBuffer.allocateDirect(10), 1, TimeUnit.DAYS, null, read));
    link.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
  }

  @Test
  void aWriteOutlivesTheThreadThatStartedIt() throws Exception {
    Link link = narrowLink();
    AtomicReference<Outcome<Integer>> write = new AtomicReference<>();
    inAThreadThatEnds(() -> write.set(pendingWrite(link.channel())));
    CompletableFuture<byte[]> drained = fork(link::receiveAll);
    assertThat(write.get().value()).isPositive();
    link.channel().close();
    assertThat(await(drained)).isNotEmpty();
  }

  @Test
  void anAcceptOutlivesTheThreadThatStartedIt() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Outcome<AsynchronousSocketChannel> accept = outcome();
    inAThreadThatEnds(() -> listener.accept(null, accept));
    var peer = connectTo(addressOf(listener));
    assertWorks(new Link(closing(accept.value()), peer));
  }

  @Test
  void aConnectOutlivesTheThreadThatStartedIt() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Future<AsynchronousSocketChannel> accept = listener.accept();
    AsynchronousSocketChannel client = newChannel();
    Outcome<Void> connect = outcome();
    var address = addressOf(listener);
    inAThreadThatEnds(() -> client.connect(address, null, connect));
    assertThat(connect.value()).isNull();
    closing(get(accept));
  }

  @Test
  void operationsOfManyEndedThreadsComplete() throws Exception {
    Link link = link();
    for (int i = 0; i < 100; i++) {
      Outcome<Integer> write = outcome();
      Outcome<Integer> read = outcome();
      inAThreadThatEnds(() -> link.channel().write(direct((byte) 7), null, write));
      assertThat(link.receive(1)).containsExactly(7);
      inAThreadThatEnds(() -> link.channel().read(ByteBuffer.allocateDirect(1), null, read));
      link.send((byte) 8);
      assertThat(write.value() + read.value()).isEqualTo(2);
    }
  }

  @Test
  void virtualThreadsMayStartAndAwaitOperations() throws Exception {
    Link link = link();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    join(runtime().newVirtualThread("virtual", () -> failed.set(failureOfWork(link))));
    assertThat(failed.get()).isNull();
  }

  private static Throwable failureOfWork(Link link) {
    return catchThrowable(() -> assertWorks(link));
  }

  // ---- interrupts

  /// Asynchronous channels are not closed by an interrupt.
  @Test
  void anInterruptedThreadMayStartOperations() throws Exception {
    Link link = link();
    Outcome<Integer> read;
    Outcome<Integer> write = outcome();
    Thread.currentThread().interrupt();
    try {
      read = pendingRead(link.channel());
      link.channel().write(direct((byte) 3), null, write);
    } finally {
      Thread.interrupted();
    }
    assertThat(write.value()).isEqualTo(1);
    assertThat(link.receive(1)).containsExactly(3);
    link.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
    assertThat(link.channel().isOpen()).isTrue();
  }

  @Test
  void interruptingTheGroupsThreadsDoesNotStopIt() throws Exception {
    Link link = link();
    for (int i = 0; i < 10; i++) {
      Outcome<Integer> read = pendingRead(link.channel());
      group().threads().forEach(Thread::interrupt);
      link.send((byte) 1);
      assertThat(read.value()).isEqualTo(1);
      assertWorks(link);
    }
  }

  @Test
  void aHandlerThatInterruptsItsThreadDoesNotStopTheGroup() throws Exception {
    Link link = link();
    for (int i = 0; i < 10; i++) {
      Outcome<Integer> read = outcome((value, failure) -> Thread.currentThread().interrupt());
      link.channel().read(ByteBuffer.allocate(1), null, read);
      link.send((byte) 1);
      assertThat(read.value()).isEqualTo(1);
    }
    assertWorks(link);
  }

  // ---- handlers that throw

  private static final class TestError extends Error {
    private static final long serialVersionUID = 1;
  }

  private static void throwFor(int round) {
    if (round % 2 == 0) {
      throw new IllegalStateException("thrown by a test");
    }
    throw new TestError();
  }

  @Test
  void aHandlerThatThrowsStopsNeitherTheGroupNorItsOwnChannel() throws Exception {
    group().expectThrowingHandlers();
    Link link = link();
    Link other = link();
    Outcome<Integer> bystander = pendingRead(other.channel());
    for (int i = 0; i < 8; i++) {
      int round = i;
      Outcome<Integer> read = outcome((value, failure) -> throwFor(round));
      link.channel().read(ByteBuffer.allocate(1), null, read);
      link.send((byte) 1);
      assertThat(read.value()).isEqualTo(1);
      Outcome<Integer> write = outcome((value, failure) -> throwFor(round));
      link.channel().write(direct((byte) 2), null, write);
      assertThat(link.receive(1)).containsExactly(2);
      assertThat(write.value()).isEqualTo(1);
    }
    other.send((byte) 1);
    assertThat(bystander.value()).isEqualTo(1);
    assertWorks(link);
  }

  @Test
  void aHandlerThatThrowsInFailedStopsNothing() throws Exception {
    group().expectThrowingHandlers();
    for (int i = 0; i < 8; i++) {
      int round = i;
      Link link = link();
      Outcome<Integer> read = outcome((value, failure) -> throwFor(round));
      link.channel().read(ByteBuffer.allocate(1), null, read);
      link.channel().close();
      read.failure();
      Outcome<Integer> timed = outcome((value, failure) -> throwFor(round));
      link().channel().read(ByteBuffer.allocate(1), 5, TimeUnit.MILLISECONDS, null, timed);
      timed.failure();
    }
    assertWorks(link());
  }

  @Test
  void aHandlerOfAcceptOrConnectThatThrowsStopsNothing() throws Exception {
    group().expectThrowingHandlers();
    AsynchronousServerSocketChannel listener = listen();
    for (int i = 0; i < 6; i++) {
      int round = i;
      Outcome<AsynchronousSocketChannel> accept = outcome((value, failure) -> throwFor(round));
      Outcome<Void> connect = outcome((value, failure) -> throwFor(round));
      listener.accept(null, accept);
      AsynchronousSocketChannel client = newChannel();
      client.connect(listener.getLocalAddress(), null, connect);
      connect.value();
      closing(accept.value());
    }
    assertWorks(link());
  }

  /// An exception that a handler throws must reach its thread's handler of uncaught exceptions, as
  /// with any executor. The documentation does not promise this.
  @Test
  void anExceptionOfAHandlerIsUncaughtInItsThread() throws Exception {
    group().expectThrowingHandlers();
    Link link = link();
    Outcome<Integer> read = outcome((value, failure) -> throwFor(1));
    link.channel().read(ByteBuffer.allocate(1), null, read);
    link.send((byte) 1);
    until("the error is seen", () -> !group().uncaught().isEmpty());
    assertThat(group().uncaught()).hasOnlyElementsOfType(TestError.class);
  }

  @Test
  void aHandlerThatTakesLongDoesNotDelayTimeoutsForEver() throws Exception {
    Link link = link();
    Outcome<Integer> timed = outcome();
    Outcome<Integer> slow = outcome((value, failure) -> stall(Duration.ofMillis(30)));
    link.channel().read(ByteBuffer.allocate(1), null, slow);
    link().channel().read(ByteBuffer.allocate(1), 10, TimeUnit.MILLISECONDS, null, timed);
    link.send((byte) 1);
    slow.value();
    timed.failure();
  }

  private void stall(Duration time) {
    try {
      runtime().sleep(time);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
