package dev.wharf.engine.uring.ring;

import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.Libc;
import dev.wharf.engine.uring.sys.RingRefusedException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives one ring. It submits requests, waits in the kernel, and completes requests.
///
/// **Algorithm.** Each turn of the loop has three steps:
///
/// 1. Run the tasks that other threads have handed over, and the owner's work if it was requested.
/// 2. Call `io_uring_enter` once. The call submits all new entries. It blocks until something
///    completes, unless there are tasks, work or completions already.
/// 3. Handle the completions that are there. Their handlers write new entries for the next turn.
///
/// **Threads.** The loop runs on one platform thread, which owns the ring. Any thread may call
/// [#execute], [#offer], [#requestWork] and [#stop]. Only the loop's thread calls the rest.
///
/// **Tasks and work.** There are two ways onto the loop's thread, and no task passes through both.
/// A channel hands over single tasks by [#offer]: an operation that another thread began, a cancel,
/// a close. The group's owner has a bounded queue of its own, `Worker` for example. It gives the
/// loop one piece of [#setWork], and requests it by [#requestWork] whenever its queue has
/// something. A request is one flag, so it allocates nothing.
///
/// **Invariants.**
/// - *Waking.* A waker writes to an `eventfd` only when the loop waits in the kernel. The loop sets
///   `waiting` before it looks for tasks and work the last time. A waker looks at `waiting` after
///   it has added its task. So at least one of the two sees the other.
/// - *Fairness.* A turn runs only tasks that waited when it began, at most [#MAX_TASKS_AT_ONCE] of
///   them, and requested work once. Then completions have their turn.
/// - *Order.* Tasks of one handing thread run in their order.
/// - *Loss.* A ring is lost when somebody else closes its descriptor, or when the kernel refuses it
///   for good. Then the loop ends. It has the group's channels closed, fails every request in
///   flight, and runs all accepted tasks and requested work. So every operation gets a result, and
///   no task is lost.
///
/// **Bound.** The inbox of tasks has no limit of its own. Each channel adds at most its operations
/// (a read, a write, a connect or an accept), one cancel for each, and one close. The owner's work
/// adds nothing, because its queue is bounded by the owner.
///
/// **Alternatives.** `IORING_OP_MSG_RING` would wake without an `eventfd`, but only from another
/// ring. A kernel thread that polls for submissions (`SQPOLL`) saves the system call, and keeps a
/// processor busy. Running the owner's tasks through [#execute] would put a second queue behind the
/// owner's.
public final class RingLoop implements Runnable, Executor {
  private static final Logger log = LoggerFactory.getLogger(RingLoop.class);

  /// The most tasks of one turn.
  private static final int MAX_TASKS_AT_ONCE = 1024;

  /// User data of entries whose completion is ignored.
  private static final long IGNORED = 0;

  /// User data of the read of the `eventfd`, which wakes the loop.
  private static final long WAKING = 1;

  /// User data of the request in slot 0.
  private static final int FIRST_SLOT = 2;

  private static final MemorySegment ONE = one();

  private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
  private final TaskInbox inbox = new TaskInbox();
  private final Slots slots = new Slots();
  private final MemorySegment wakeCount = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
  private final Runnable onLoss;
  private final Runnable onEnd;
  private final RingSize size;

  /// Whether a waker must write to the `eventfd`. Set by the loop, cleared by it or by a waker.
  private final AtomicBoolean waiting = new AtomicBoolean();

  /// The loop's thread, published to all others.
  private volatile @Nullable Thread thread;

  /// The owner's work. Published by [#workRequested].
  private Runnable work = () -> {};

  /// Set by any thread, cleared by the loop before it runs the work.
  private volatile boolean workRequested;

  /// Whether the loop ends once nothing is left to run. Set by any thread.
  private volatile boolean stopping;

  /// Whether requests for work are rejected. Set by the loop, read by all others.
  private volatile boolean ended;

  /// Guards `eventFd`: after the loop has closed it, a waker must not write to a reused descriptor.
  private final Object eventLock = new Object();

  private int eventFd = -1;

  @SuppressWarnings("NullAway.Init") // opened by the loop's thread before all use
  private Ring ring;

  /// A loop without a ring yet.
  ///
  /// @param onLoss closes all channels of the group; called by the loop's thread when the ring is
  ///   lost
  /// @param onEnd called by the loop's thread last of all, unless the system refused the ring
  public RingLoop(Runnable onLoss, Runnable onEnd, RingSize size) {
    this.onLoss = onLoss;
    this.onEnd = onEnd;
    this.size = size;
  }

  /// Starts the thread that runs this loop, and waits until it has opened its ring.
  ///
  /// @throws RingRefusedException when the system refuses the ring; the message says why
  public void start(Thread owner) throws IOException {
    owner.start();
    try {
      started.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof IOException refusal
          ? refusal
          : new IOException(String.valueOf(cause), cause);
    }
  }

  // ---- for any thread

  /// Whether the calling thread is the loop's.
  @SuppressWarnings("ReferenceEquality") // threads are the same or not
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /// Has the task run on the loop's thread, never within this call.
  ///
  /// @throws RejectedExecutionException when the loop has ended
  @Override
  public void execute(Runnable task) {
    if (!offer(task)) {
      throw rejected();
    }
  }

  /// Like [#execute], but reports a rejection by its result.
  ///
  /// @return false when the loop has ended
  public boolean offer(Runnable task) {
    if (!inbox.offer(task)) {
      return false;
    }
    wake();
    return true;
  }

  /// Sets the work that [#requestWork] asks for. Called once, before the first request.
  public void setWork(Runnable work) {
    this.work = work;
  }

  /// Has the loop's thread run the work soon, never within this call. Requests that come before the
  /// work begins count as one. Allocates nothing.
  ///
  /// @throws RejectedExecutionException when the loop has ended. In the moment of its end, the work
  ///   may run all the same
  public void requestWork() {
    workRequested = true;
    if (ended) {
      throw rejected();
    }
    wake();
  }

  /// Ends the loop after all tasks and the requested work.
  public void stop() {
    stopping = true;
    wake();
  }

  private static RejectedExecutionException rejected() {
    return new RejectedExecutionException("the group has ended");
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

  // ---- for requests, on the loop's thread

  /// Returns the ring with room for `entries` entries and for `scratchBytes` of memory that they
  /// refer to. Null when the kernel accepts no entries at the moment.
  public @Nullable Ring ringWithRoom(int entries, long scratchBytes) {
    return ring.makeRoom(entries, scratchBytes) ? ring : null;
  }

  /// Puts the request in flight, and returns the user data for its entry. The caller writes the
  /// entry.
  public long userDataOf(Request request) {
    if (request.slot < 0) {
      request.slot = slots.add(request);
    }
    return (long) request.slot + FIRST_SLOT;
  }

  /// Asks the kernel to end a request soon. The request completes all the same.
  public void cancel(Request request) {
    if (request.slot < 0) {
      return;
    }
    if (ring.makeRoom(1, 0)) {
      ring.write(Abi.OP_ASYNC_CANCEL, -1, userDataOf(request), 0, IGNORED);
    } else {
      execute(() -> cancel(request));
    }
  }

  /// Links a timeout to the entry that was just written. The ring has room for one more entry and
  /// for [Abi#TIMESPEC_SIZE].
  public void endAfter(Ring target, long entry, long nanos) {
    target.setFlags(entry, Abi.LINK);
    MemorySegment time = target.scratch(Abi.TIMESPEC_SIZE);
    time.set(ValueLayout.JAVA_LONG, 0, nanos / 1_000_000_000);
    time.set(ValueLayout.JAVA_LONG, Long.BYTES, nanos % 1_000_000_000);
    target.write(Abi.OP_LINK_TIMEOUT, -1, time.address(), 1, IGNORED);
  }

  // ---- the loop

  @Override
  public void run() {
    try {
      open();
    } catch (IOException | RuntimeException | Error e) {
      ended = true;
      inbox.close();
      started.completeExceptionally(e);
      return;
    }
    try {
      loop();
    } catch (Throwable t) {
      // Most likely the JVM is out of memory. Which requests the kernel has in hand is not known.
      ring.markBroken();
      Guarded.report(t);
    } finally {
      end();
    }
  }

  private void open() throws IOException {
    thread = Thread.currentThread();
    ring = Ring.open(size);
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
    while (!ring.isBroken() && !(stopping && hasNothingToRun())) {
      runTasks();
      runRequestedWork();
      ring.submitAndGet(mayWait());
      waiting.set(false);
      complete();
    }
  }

  private boolean hasNothingToRun() {
    return inbox.isEmpty() && !workRequested;
  }

  /// Whether the loop may block in the kernel. From here until `waiting` is cleared, other threads
  /// wake the loop.
  private boolean mayWait() {
    waiting.set(true);
    return hasNothingToRun() && !stopping;
  }

  private void runTasks() {
    inbox.takeBatch();
    Runnable task;
    for (int i = 0; i < MAX_TASKS_AT_ONCE && (task = inbox.poll()) != null; i++) {
      Guarded.run(task);
    }
  }

  private void runRequestedWork() {
    if (workRequested) {
      workRequested = false;
      Guarded.run(work);
    }
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
      requestIn(slot, flags).onCompleted(result, flags);
    } catch (Throwable t) {
      Guarded.report(t);
    } finally {
      Guarded.clearInterrupt();
    }
  }

  /// The request of a completion. It is in flight no more, unless further completions follow.
  private Request requestIn(int slot, int flags) {
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

  // ---- the end

  /// Runs all that is left before the ring's memory is unmapped, because a task may still use the
  /// ring.
  private void end() {
    if (ring.isBroken()) {
      lose();
    }
    ended = true;
    inbox.close();
    Runnable task;
    while ((task = inbox.poll()) != null) {
      Guarded.run(task);
    }
    runRequestedWork();
    ring.close();
    synchronized (eventLock) {
      Libc.close(eventFd);
      eventFd = -1;
    }
    onEnd.run();
  }

  /// Closes the channels before their requests fail. The kernel then sends nothing of their memory
  /// and accepts no connections for them, and no new operation begins.
  private void lose() {
    Guarded.run(onLoss);
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
