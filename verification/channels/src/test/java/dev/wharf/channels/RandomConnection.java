package dev.wharf.channels;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Two connected channels with random writes and reads in both directions. A [Fate] decides how the
/// connection ends.
final class RandomConnection {
  /// How a connection ends.
  enum Fate {
    /// Each side shuts down its output, and reads its input to the end.
    GRACEFUL,
    /// One side is closed while operations are pending. The other side must notice it.
    CLOSE_ONE,
    /// Two threads close both sides, while operations are pending.
    CLOSE_BOTH,
    /// One side shuts down its input, and is closed later.
    SHUT_INPUT,
    /// An operation is cancelled, and both sides are closed.
    CANCEL,
    /// An operation is cancelled with `cancel(true)`, and both sides are closed.
    CANCEL_WITH_FORCE
  }

  private final RandomOperations run;
  private final AsynchronousSocketChannel one;
  private final AsynchronousSocketChannel other;
  private final RandomOperations.Slot slot;
  private final SplittableRandom random;
  private final Fate fate;
  private final RandomChain.Writer[] writers;
  private final RandomChain.Reader[] readers;
  private final List<RandomChain> chains;
  private final int doomAfter;
  private final AtomicInteger parts;
  private final AtomicBoolean doomed = new AtomicBoolean();
  private final Queue<LentBuffers.Lent> keptUntilClosed = new ConcurrentLinkedQueue<>();

  RandomConnection(
      RandomOperations run,
      AsynchronousSocketChannel one,
      AsynchronousSocketChannel other,
      RandomOperations.Slot slot) {
    this.run = run;
    this.one = one;
    this.other = other;
    this.slot = slot;
    this.random = slot.random();
    fate = random.nextBoolean() ? Fate.GRACEFUL : anyOf(Fate.values());
    LentBuffers.Stream there = new LentBuffers.Stream(random.nextLong());
    LentBuffers.Stream back = new LentBuffers.Stream(random.nextLong());
    writers =
        new RandomChain.Writer[] {
          new RandomChain.Writer(run, this, one, there, random.split(), quota()),
          new RandomChain.Writer(run, this, other, back, random.split(), quota())
        };
    readers =
        new RandomChain.Reader[] {
          new RandomChain.Reader(run, this, other, there, random.split()),
          new RandomChain.Reader(run, this, one, back, random.split())
        };
    chains = List.of(writers[0], writers[1], readers[0], readers[1]);
    doomAfter = fate == Fate.GRACEFUL ? -1 : random.nextInt(1, 100);
    parts = new AtomicInteger(chains.size() + (fate == Fate.GRACEFUL ? 0 : 1));
  }

  private int quota() {
    return random.nextInt(20, 400);
  }

  private <T> T anyOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  void start() {
    chains.forEach(RandomChain::next);
  }

  /// Whether operations may fail, because the fate has begun.
  boolean isDoomed() {
    return doomed.get();
  }

  /// A writer calls it after each operation, with the number of its operations so far, and at its
  /// end. Begins the fate after a random number of operations, while many operations are pending.
  void passed(RandomChain.Writer writer, int operations) {
    if (writer == writers[0] && (operations == doomAfter || writer.isLast())) {
      meetFate();
    }
  }

  private void meetFate() {
    if (fate != Fate.GRACEFUL && doomed.compareAndSet(false, true)) {
      run.driveWaiting(
          () -> {
            carryOut();
            partEnded();
          });
    }
  }

  private void carryOut() throws Exception {
    switch (fate) {
      case GRACEFUL -> {}
      case CLOSE_ONE -> run.close(random.nextBoolean() ? one : other);
      case CLOSE_BOTH -> closeBoth();
      case SHUT_INPUT -> {
        one.shutdownInput();
        closeBoth();
      }
      case CANCEL, CANCEL_WITH_FORCE -> {
        chains.get(random.nextInt(chains.size())).cancel(fate == Fate.CANCEL_WITH_FORCE);
        closeBoth();
      }
    }
  }

  private void closeBoth() throws Exception {
    run.driveWaiting(() -> run.close(one));
    run.close(other);
  }

  /// Keeps the buffers of a cancelled operation. No other operation may use them until the channel
  /// is closed.
  void keepUntilClosed(List<LentBuffers.Lent> lent) {
    keptUntilClosed.addAll(lent);
  }

  /// Called when one of the chains, or the fate, has ended. The last of these calls ends the
  /// connection.
  void partEnded() {
    if (parts.decrementAndGet() == 0) {
      run.driveWaiting(this::finish);
    }
  }

  private void finish() throws Exception {
    run.close(one);
    run.close(other);
    keptUntilClosed.forEach(LentBuffers.Lent::giveBack);
    for (int i = 0; i < writers.length; i++) {
      long written = writers[i].position();
      long read = readers[i].position();
      if (read > written + writers[i].uncertain() || (fate == Fate.GRACEFUL && read < written)) {
        throw new AssertionError(read + " bytes were read of " + written + ": " + this);
      }
    }
    run.ended(this, slot);
  }

  /// Closes both sides, because the run has failed or is over.
  void abandon() throws IOException {
    doomed.set(true);
    one.close();
    other.close();
  }

  @Override
  public String toString() {
    return "\n" + fate + (isDoomed() ? ", met, " : ", ") + chains;
  }
}
