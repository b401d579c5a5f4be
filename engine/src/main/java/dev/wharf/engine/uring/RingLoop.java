package dev.wharf.engine.uring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives one ring: submits what is asked for, waits, and completes what the kernel answers.
///
/// Runs on one platform thread that owns the ring. [#execute], [#offer] and [#stop] are for any
/// thread, the rest for that one. Other threads hand tasks over, and wake it by an `eventfd` only
/// when it waits in the kernel.
///
/// A ring can be lost: its descriptor is closed by somebody else, or the kernel refuses it for
/// good. Then the loop ends as well. It first has the group's channels closed, fails every request
/// that the kernel has in hand, and runs what was handed over. So every operation is answered.
///
/// **Bound.** The queue of tasks has no limit of its own. Each channel adds at most its operations
/// (a read, a write, a connect or an accept), one cancel for each, and one close. A group's owner
/// that runs tasks of its own limits them, as `Worker` does: it has one task here at a time.
final class RingLoop implements Runnable, Executor {
  private static final Logger log = LoggerFactory.getLogger(RingLoop.class);

  static final int SUBMISSIONS = 256;
  static final int COMPLETIONS = 4096;

  /// After so many tasks handed over, completions get their turn.
  private static final int MAX_TASKS_AT_ONCE = 1024;

  /// What is behind an entry whose completion interests nobody, and one that wakes.
  private static final long NOBODY = 0;

  private static final long WAKING = 1;
  private static final int FIRST_SLOT = 2;

  private static final MemorySegment ONE = one();

  private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
  private final Queue<Runnable> handedOver = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final Slots slots = new Slots();
  private final MemorySegment wakeCount = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

  /// Stands in the queue behind the tasks whose turn it is. The owner's, with its flag.
  private final Runnable turnsEnd = this::endTurn;

  private boolean inTurn;
  private final Runnable atLoss;
  private final Runnable atEnd;
  private final int submissions;
  private final int completions;

  /// The owner, published to all others.
  private volatile @Nullable Thread thread;

  /// Nothing is to come any more; set by any thread, looked at by the owner.
  private volatile boolean stopping;

  /// What is handed over from here on is rejected; set by the owner, looked at by all others.
  private volatile boolean ended;

  /// Guards the descriptor against its reuse: a waker may come when the loop has ended.
  private final Object eventLock = new Object();

  private int eventFd = -1;

  @SuppressWarnings("NullAway.Init") // opened by the thread that owns it, before all use
  private Ring ring;

  /// A loop without a ring yet.
  ///
  /// @param atLoss called by the loop's thread when the ring is lost: closes all channels
  /// @param atEnd called by the loop's thread at its very end, unless there was no ring to be had
  /// @param submissions see [Ring#open]; 2 or more
  /// @param completions see [Ring#open]
  RingLoop(Runnable atLoss, Runnable atEnd, int submissions, int completions) {
    this.atLoss = atLoss;
    this.atEnd = atEnd;
    this.submissions = submissions;
    this.completions = completions;
  }

  /// Starts the thread that is to run this, and waits until it has its ring.
  ///
  /// @throws RingRefusedException when the system has none for us; the message says why
  void start(Thread owner) throws IOException {
    owner.start();
    Waits.uninterruptibly(started);
  }

  /// Whether the calling thread is the loop's.
  @SuppressWarnings("ReferenceEquality") // threads are the same or not
  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /// Has the task run on the loop's thread, never within this call.
  ///
  /// @throws RejectedExecutionException when the loop has ended
  @Override
  public void execute(Runnable task) {
    if (!offer(task)) {
      throw new RejectedExecutionException("the group has ended");
    }
  }

  /// Like [#execute].
  ///
  /// @return false when the loop has ended
  boolean offer(Runnable task) {
    handedOver.add(task);
    if (ended && handedOver.remove(task)) {
      return false;
    }
    wake();
    return true;
  }

  /// Ends the loop, after what has been handed over.
  void stop() {
    stopping = true;
    wake();
  }

  @Override
  public void run() {
    try {
      open();
    } catch (IOException | RuntimeException | Error e) {
      ended = true;
      started.completeExceptionally(e);
      return;
    }
    try {
      loop();
    } catch (Throwable t) {
      // The JVM's memory, most likely. What the kernel has in hand is not known any more.
      ring.markBroken();
      Guarded.report(t);
    } finally {
      end();
    }
  }

  // ---- for operations, on the loop's thread

  /// The ring, with room for `entries` and for what they refer to; null when the kernel takes
  /// nothing at the moment.
  @Nullable Ring ringWithRoom(int entries, long scratchBytes) {
    return ring.makeRoom(entries, scratchBytes) ? ring : null;
  }

  /// Where the request's completion finds it.
  long userDataOf(Request request) {
    if (request.slot < 0) {
      request.slot = slots.add(request);
    }
    return (long) request.slot + FIRST_SLOT;
  }

  /// Asks the kernel to end what it has in hand; it completes all the same.
  void cancel(Request request) {
    if (request.slot < 0) {
      return;
    }
    if (ring.makeRoom(1, 0)) {
      ring.write(Abi.OP_ASYNC_CANCEL, -1, userDataOf(request), 0, NOBODY);
    } else {
      execute(() -> cancel(request));
    }
  }

  /// Has the entry just written end after a time; there is room for one more, and for
  /// [Abi#TIMESPEC_SIZE].
  void endAfter(Ring target, long entry, long nanos) {
    target.setFlags(entry, Abi.LINK);
    MemorySegment time = target.scratch(Abi.TIMESPEC_SIZE);
    time.set(ValueLayout.JAVA_LONG, 0, nanos / 1_000_000_000);
    time.set(ValueLayout.JAVA_LONG, Long.BYTES, nanos % 1_000_000_000);
    target.write(Abi.OP_LINK_TIMEOUT, -1, time.address(), 1, NOBODY);
  }

  // ---- the loop

  private void open() throws IOException {
    thread = Thread.currentThread();
    ring = Ring.open(submissions, completions);
    int fd = Libc.eventfd(Abi.CLOEXEC);
    if (fd < 0) {
      ring.close();
      throw RingRefusedException.of("eventfd", -fd);
    }
    synchronized (eventLock) {
      eventFd = fd;
    }
    awaitWaking();
    started.complete(null);
  }

  private void loop() {
    while (!ring.isBroken() && !(stopping && handedOver.isEmpty())) {
      runHandedOver();
      ring.submitAndGet(mayWait());
      waiting.set(false);
      complete();
    }
  }

  /// From here on until `waiting` is cleared, whoever hands something over wakes.
  private boolean mayWait() {
    waiting.set(true);
    return handedOver.isEmpty() && !stopping;
  }

  /// Runs what is there now. What tasks hand over in their turn waits until completions have had
  /// theirs.
  private void runHandedOver() {
    if (!inTurn && !handedOver.isEmpty()) {
      inTurn = true;
      handedOver.add(turnsEnd);
    }
    Runnable task;
    for (int i = 0; i < MAX_TASKS_AT_ONCE && inTurn && (task = handedOver.poll()) != null; i++) {
      Guarded.run(task);
    }
  }

  private void endTurn() {
    inTurn = false;
  }

  private void complete() {
    for (int left = ring.completions(); left > 0; left--) {
      long userData = ring.userData();
      int result = ring.result();
      int flags = ring.flags();
      ring.take();
      if (userData >= FIRST_SLOT) {
        completeRequest((int) userData - FIRST_SLOT, result, flags);
      } else if (userData == WAKING) {
        awaitWaking();
      }
    }
  }

  private void completeRequest(int slot, int result, int flags) {
    try {
      requestAnswered(slot, flags).onCompleted(result, flags);
    } catch (Throwable t) {
      Guarded.report(t);
    } finally {
      Guarded.clearInterrupt();
    }
  }

  private Request requestAnswered(int slot, int flags) {
    if ((flags & Abi.MORE_COMPLETIONS) != 0) {
      return slots.get(slot);
    }
    Request request = slots.remove(slot);
    request.slot = -1;
    return request;
  }

  private void awaitWaking() {
    if (ring.makeRoom(1, 0)) {
      ring.write(Abi.OP_READ, eventFd, wakeCount.address(), Long.BYTES, WAKING);
    } else {
      execute(this::awaitWaking);
    }
  }

  private void wake() {
    if (!isCurrent() && waiting.get() && waiting.compareAndSet(true, false)) {
      synchronized (eventLock) {
        if (eventFd >= 0) {
          Libc.write(eventFd, ONE);
        }
      }
    }
  }

  /// Runs what is left before the ring's memory is given back, because a task may still look at the
  /// ring.
  private void end() {
    if (ring.isBroken()) {
      lose();
    }
    ended = true;
    Runnable task;
    while ((task = handedOver.poll()) != null) {
      Guarded.run(task);
    }
    ring.close();
    synchronized (eventLock) {
      Libc.close(eventFd);
      eventFd = -1;
    }
    atEnd.run();
  }

  /// Closes the channels before their requests fail: the kernel then neither sends their memory nor
  /// accepts for them, and nothing new is begun.
  private void lose() {
    Guarded.run(atLoss);
    Guarded.run(this::complete);
    int unanswered = 0;
    Request each;
    while ((each = slots.removeLast()) != null) {
      each.slot = -1;
      Guarded.run(each::onLost);
      unanswered++;
    }
    logLoss(unanswered);
  }

  private void logLoss(int unanswered) {
    Guarded.run(
        () ->
            log.error(
                "{} has lost its ring: {}. Its channels are closed; {} requests had no answer",
                Thread.currentThread().getName(),
                ring.failure(),
                unanswered));
  }

  private static MemorySegment one() {
    MemorySegment one = Arena.global().allocate(ValueLayout.JAVA_LONG);
    one.set(ValueLayout.JAVA_LONG, 0, 1);
    return one;
  }
}
