package dev.wharf.channels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// Random reads of one channel, or random writes of one channel, one after the other.
///
/// The thread that has completed an operation starts the next operation, or another thread does. An
/// operation has a handler or a future, and uses one buffer or several.
abstract sealed class RandomChain {
  private static final CompletionHandler<Integer, Operation> ONE = new End<>();
  private static final CompletionHandler<Long, Operation> SEVERAL = new End<>();

  private final RandomOperations run;
  private final RandomConnection connection;
  private final AsynchronousSocketChannel channel;
  private final LentBuffers.Stream stream;
  private final SplittableRandom random;
  private volatile long position;
  private volatile Future<Integer> pending;
  private volatile String state = "new";

  private RandomChain(
      RandomOperations run,
      RandomConnection connection,
      AsynchronousSocketChannel channel,
      LentBuffers.Stream stream,
      SplittableRandom random) {
    this.run = run;
    this.connection = connection;
    this.channel = channel;
    this.stream = stream;
    this.random = random;
  }

  /// Returns the number of bytes of the stream that were written or read.
  final long position() {
    return position;
  }

  /// Starts the next operation, on some thread.
  final void next() {
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> run.drive(this::beginWithHandler);
      case 3 -> run.driveWaiting(this::beginForFuture);
      default -> beginWithHandler();
    }
  }

  /// Cancels the operation whose future is pending, if there is one.
  final void cancel(boolean forcefully) {
    Future<Integer> future = pending;
    if (future != null) {
      future.cancel(forcefully);
    }
  }

  private void beginWithHandler() {
    if (isOver()) {
      end();
      return;
    }
    int count = random.nextInt(4) == 0 ? random.nextInt(1, 6) : 1;
    Operation operation = prepare(count);
    state = "pending on " + count;
    try {
      if (count == 1) {
        begin(operation.lent().getFirst().buffer(), operation);
      } else {
        ByteBuffer[] all =
            operation.lent().stream().map(LentBuffers.Lent::buffer).toArray(ByteBuffer[]::new);
        begin(all, operation);
      }
    } catch (RuntimeException e) {
      operation.failed(e);
    }
  }

  private void beginForFuture() throws InterruptedException {
    if (isOver()) {
      end();
      return;
    }
    Operation operation = prepare(1);
    state = "pending for a future";
    Future<Integer> future = begin(operation.lent().getFirst().buffer());
    pending = future;
    try {
      int moved = future.get();
      pending = null;
      operation.completed(moved);
    } catch (CancellationException e) {
      pending = null;
      connection.keepUntilClosed(operation.lent());
      cancelled(operation);
      end();
    } catch (ExecutionException e) {
      pending = null;
      operation.failed(e.getCause());
    }
  }

  private Operation prepare(int count) {
    run.count();
    List<LentBuffers.Lent> lent =
        Stream.generate(() -> run.buffers().lendSome(random)).limit(count).toList();
    Operation operation = new Operation(this, lent, new AtomicBoolean());
    prepared(operation);
    return operation;
  }

  private void moved(Operation operation, long count) {
    check(operation, count);
    operation.lent().forEach(LentBuffers.Lent::giveBack);
    position += Math.max(0, count);
    if (count < 0) {
      end();
    } else {
      passed();
      next();
    }
  }

  /// Checks that an operation moved exactly the reported number of bytes, in order.
  private void check(Operation operation, long count) {
    long at = position;
    boolean full = true;
    for (LentBuffers.Lent one : operation.lent()) {
      if (!full && one.moved() > 0) {
        throw new AssertionError("a buffer was used before the buffer in front of it was full");
      }
      check(one, at);
      at += one.moved();
      full = !one.buffer().hasRemaining();
    }
    if (at - position != Math.max(0, count) || count == 0) {
      throw new AssertionError("reported " + count + ", moved " + (at - position));
    }
  }

  private void broke(Operation operation, Throwable thrown) {
    if (!connection.isDoomed() || !(thrown instanceof IOException)) {
      throw new AssertionError("an operation failed: " + this, thrown);
    }
    cancelled(operation);
    operation.lent().forEach(LentBuffers.Lent::giveBack);
    end();
  }

  private void end() {
    state = "ended";
    ending();
    connection.partEnded();
  }

  abstract boolean isOver();

  abstract void prepared(Operation operation);

  abstract void begin(ByteBuffer buffer, Operation operation);

  abstract void begin(ByteBuffer[] buffers, Operation operation);

  abstract Future<Integer> begin(ByteBuffer buffer);

  abstract void check(LentBuffers.Lent lent, long at);

  /// Called when an operation has ended successfully.
  abstract void passed();

  /// Called when an operation was cancelled, so that the number of moved bytes is unknown.
  abstract void cancelled(Operation operation);

  abstract void ending();

  @Override
  public String toString() {
    return getClass().getSimpleName() + " at " + position + " " + state;
  }

  /// A chain of a given number of writes. It ends with shutting down its direction of the
  /// connection.
  static final class Writer extends RandomChain {
    private final int quota;
    private volatile int done;
    private volatile long uncertain;

    Writer(
        RandomOperations run,
        RandomConnection connection,
        AsynchronousSocketChannel channel,
        LentBuffers.Stream stream,
        SplittableRandom random,
        int quota) {
      super(run, connection, channel, stream, random);
      this.quota = quota;
    }

    /// Returns the number of bytes that a cancelled write may have written after the position.
    long uncertain() {
      return uncertain;
    }

    boolean isLast() {
      return done >= quota || super.run.isEnough();
    }

    @Override
    boolean isOver() {
      return isLast();
    }

    @Override
    void prepared(Operation operation) {
      long at = position();
      for (LentBuffers.Lent one : operation.lent()) {
        one.fillFor(super.stream, at);
        at += one.buffer().remaining();
      }
    }

    @Override
    void begin(ByteBuffer buffer, Operation operation) {
      super.channel.write(buffer, operation, ONE);
    }

    @Override
    void begin(ByteBuffer[] buffers, Operation operation) {
      super.channel.write(buffers, 0, buffers.length, 0, TimeUnit.DAYS, operation, SEVERAL);
    }

    @Override
    Future<Integer> begin(ByteBuffer buffer) {
      return super.channel.write(buffer);
    }

    @Override
    void check(LentBuffers.Lent lent, long at) {
      lent.checkLimit();
    }

    @Override
    void passed() {
      done++;
      super.connection.passed(this, done);
    }

    @Override
    void cancelled(Operation operation) {
      uncertain = (long) operation.lent().size() * LentBuffers.MAX_SIZE;
    }

    @Override
    void ending() {
      super.connection.passed(this, -2);
      try {
        super.channel.shutdownOutput();
      } catch (IOException e) {
        if (!super.connection.isDoomed()) {
          throw new AssertionError("cannot end the output of an open channel", e);
        }
      }
    }
  }

  /// A chain of reads, up to the end of the stream.
  static final class Reader extends RandomChain {
    Reader(
        RandomOperations run,
        RandomConnection connection,
        AsynchronousSocketChannel channel,
        LentBuffers.Stream stream,
        SplittableRandom random) {
      super(run, connection, channel, stream, random);
    }

    @Override
    boolean isOver() {
      return false;
    }

    @Override
    void prepared(Operation operation) {}

    @Override
    void begin(ByteBuffer buffer, Operation operation) {
      super.channel.read(buffer, operation, ONE);
    }

    @Override
    void begin(ByteBuffer[] buffers, Operation operation) {
      super.channel.read(buffers, 0, buffers.length, 0, TimeUnit.DAYS, operation, SEVERAL);
    }

    @Override
    Future<Integer> begin(ByteBuffer buffer) {
      return super.channel.read(buffer);
    }

    @Override
    void check(LentBuffers.Lent lent, long at) {
      lent.checkRead(super.stream, at);
    }

    @Override
    void passed() {}

    @Override
    void cancelled(Operation operation) {}

    @Override
    void ending() {}
  }

  /// One operation, which must end exactly once.
  private record Operation(RandomChain chain, List<LentBuffers.Lent> lent, AtomicBoolean hasEnded) {
    void completed(long count) {
      guarded(() -> chain.moved(this, count));
    }

    void failed(Throwable thrown) {
      guarded(() -> chain.broke(this, thrown));
    }

    private void guarded(Runnable task) {
      try {
        if (!hasEnded.compareAndSet(false, true)) {
          throw new AssertionError("an operation ended twice: " + chain);
        }
        task.run();
      } catch (Throwable e) {
        chain.run.fail(e);
      }
    }
  }

  private static final class End<V extends Number> implements CompletionHandler<V, Operation> {
    @Override
    public void completed(V count, Operation operation) {
      operation.completed(count.longValue());
    }

    @Override
    public void failed(Throwable thrown, Operation operation) {
      operation.failed(thrown);
    }
  }
}
