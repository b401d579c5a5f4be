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

/// Drives one ring: submits requests, waits in the kernel, and hands each completion to its
/// request.
///
/// **Algorithm.** Each turn of the loop has four steps:
///
/// 1. Run the tasks that threads have handed over, and the work of [#setWork] if it was requested.
/// 2. If late work was requested, look for completions at most [#MAX_LOOKS] times without waiting,
///    hand them to their requests, and run the late work.
/// 3. Call `io_uring_enter` once. The call submits all new entries. It blocks until something
///    completes, unless tasks, work or completions are waiting.
/// 4. Hand the completions that have arrived to their requests. The requests may write new entries
///    for the next turn.
///
/// **Threads.** The loop runs on one platform thread, which owns the ring. Any thread may call
/// [#execute], [#offer], [#requestWork], [#requestLateWork] and [#stop]. The owner of the loop
/// calls [#start], [#setWork] and [#setLateWork]. Only the loop's thread calls the rest.
///
/// **Tasks and work.** There are two ways onto the loop's thread, and no task passes through both.
/// A channel hands over single tasks by [#offer]: an operation that another thread began, a cancel,
/// a close. The object that owns the channel group, for example a `Worker`, has its own bounded
/// queue. It gives the loop one piece of work by [#setWork], and calls [#requestWork] whenever its
/// queue has something. A request for work only sets a flag, so it allocates nothing.
///
/// **Late work.** The owner of the group may hold back work that is cheaper when it is done once
/// for several completions, such as the writes of a broadcast. It gives the loop this work by
/// [#setLateWork], and requests it while it handles a completion. Before the loop runs the work, it
/// submits the entries that were written and handles what has completed. So bytes that have arrived
/// meanwhile are received first, and what they cause leaves in the same writes.
///
/// **Invariants.**
/// - *Waking.* A thread that wakes the loop writes to an `eventfd`, but only when the loop may wait
///   in the kernel. The loop sets `waiting` before it looks for tasks and work the last time. The
///   other thread looks at `waiting` after it has added its task. So the loop sees the task, or the
///   other thread sees `waiting`.
/// - *Fairness.* A turn runs only tasks that waited when it began, at most [#MAX_TASKS_AT_ONCE] of
///   them, and requested work once. After that, it handles completions.
/// - *Order.* Tasks that one thread has handed over run in the order in which it handed them over.
/// - *Loss.* A ring is lost when somebody else closes its descriptor, or when the kernel refuses it
///   for good. Then the loop ends. It closes the group's channels, fails every request in flight,
///   and runs all accepted tasks and requested work. So every operation gets a result, and no task
///   is lost.
///
/// **Bound.** The inbox of tasks has no limit. Each channel adds at most its operations (a read, a
/// write, a connect or an accept), one cancel for each, and one close. The work of the group's
/// owner adds nothing to the inbox; the owner limits its own queue.
///
/// **Alternatives.** `IORING_OP_MSG_RING` would wake without an `eventfd`, but only from another
/// ring. A kernel thread that polls for submissions (`SQPOLL`) saves the system call, and keeps a
/// processor busy. Running the owner's tasks through [#execute] would put a second queue behind the
/// owner's.
public final class RingLoop implements Runnable, Executor {
  private static final Logger log = LoggerFactory.getLogger(RingLoop.class);

  /// The most tasks that one turn of the loop runs.
  private static final int MAX_TASKS_AT_ONCE = 1024;

  /// The most looks for completions before late work. The first look finds the sockets that have
  /// data, the second one the data.
  private static final int MAX_LOOKS = 2;

  /// The most completions that one look handles. Late work waits for them, and while it waits, what
  /// they send fills the send queues.
  private static final int MAX_COMPLETIONS_OF_LOOK = 64;

  /// The user data of entries whose completion the loop ignores.
  private static final long IGNORED = 0;

  /// The user data of the entry that reads the `eventfd`. Its completion wakes the loop.
  private static final long WAKING = 1;

  /// The user data of the request in slot 0.
  private static final int FIRST_SLOT = 2;

  private static final MemorySegment ONE = one();

  private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
  private final TaskInbox inbox = new TaskInbox();
  private final Slots slots = new Slots();
  private final MemorySegment wakeCount = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
  private final Runnable onLoss;
  private final Runnable onEnd;
  private final RingSize size;

  /// Whether the loop may be blocked in the kernel, so that a thread that wakes it must write to
  /// the `eventfd`. The loop sets the flag; the loop, or the thread that wakes the loop, clears the
  /// flag.
  private final AtomicBoolean waiting = new AtomicBoolean();

  /// The loop's thread; null before it has started. The loop's thread sets it, and any thread reads
  /// it.
  private volatile @Nullable Thread thread;

  /// The work that the owner of the channel group, such as a `Worker`, has set by [#setWork]. The
  /// volatile write of [#workRequested] publishes it to the loop's thread.
  private Runnable work = () -> {};

  /// Whether the loop must run [#work]. Any thread sets it; the loop clears it before it runs the
  /// work.
  private volatile boolean workRequested;

  /// The work of [#setLateWork].
  private Runnable lateWork = () -> {};

  /// Whether the loop must run [#lateWork]. Only the loop's thread uses it.
  private boolean lateWorkRequested;

  /// Whether the loop must end as soon as no task and no work waits. Any thread sets it.
  private volatile boolean stopping;

  /// Whether the loop has ended, so that [#requestWork] throws. The loop sets it; any thread reads
  /// it.
  private volatile boolean ended;

  /// Guards `eventFd`. After the loop has closed this descriptor, its number may belong to another
  /// file. A thread that wakes the loop must not write to that file.
  private final Object eventLock = new Object();

  private int eventFd = -1;

  @SuppressWarnings("NullAway.Init") // the loop's thread opens it before any use
  private Ring ring;

  /// Creates a loop. Its thread opens the ring in [#run].
  ///
  /// @param onLoss closes all channels of the channel group; the loop's thread calls it when the
  ///   ring is lost
  /// @param onEnd the loop's thread calls it as its last action; not called when the ring could not
  ///   be opened
  public RingLoop(Runnable onLoss, Runnable onEnd, RingSize size) {
    this.onLoss = onLoss;
    this.onEnd = onEnd;
    this.size = size;
  }

  /// Starts the given thread, which must run this loop, and waits until the loop has opened its
  /// ring.
  ///
  /// @throws RingRefusedException when the system refuses the ring; the message says why
  /// @throws IOException when the loop could not open its ring for another reason
  public void start(Thread loopThread) throws IOException {
    loopThread.start();
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

  /// Returns whether the calling thread is the loop's thread.
  @SuppressWarnings("ReferenceEquality") // threads are the same or not
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /// Hands a task over to the loop's thread, which runs it soon, never within this call.
  ///
  /// @throws RejectedExecutionException when the loop has ended
  @Override
  public void execute(Runnable task) {
    if (!offer(task)) {
      throw rejected();
    }
  }

  /// Hands a task over like [#execute], but returns false in place of an exception.
  ///
  /// @return false when the loop has ended
  public boolean offer(Runnable task) {
    if (!inbox.offer(task)) {
      return false;
    }
    wake();
    return true;
  }

  /// Sets the work that the loop runs after [#requestWork]. Call it once, before the first
  /// [#requestWork].
  public void setWork(Runnable work) {
    this.work = work;
  }

  /// Sets the work that the loop runs after [#requestLateWork]. Call it once, before the first
  /// request of the ring begins.
  public void setLateWork(Runnable lateWork) {
    this.lateWork = lateWork;
  }

  /// Makes the loop run the work of [#setLateWork] after it has looked for further completions,
  /// before it next waits in the kernel. Calls that come before the work begins count as one. May
  /// be called from any thread, but only the loop's own thread can request late work.
  ///
  /// @return false when the work will not run, because the calling thread is not the loop's thread
  ///   or the loop has ended
  public boolean requestLateWork() {
    if (!isCurrent() || ended) {
      return false;
    }
    lateWorkRequested = true;
    return true;
  }

  /// Makes the loop's thread run the work of [#setWork] soon, never within this call. Calls that
  /// come before the work begins count as one. Allocates nothing.
  ///
  /// @throws RejectedExecutionException when the loop has ended. If the loop ends during this call,
  ///   the work may run although this method throws
  public void requestWork() {
    workRequested = true;
    if (ended) {
      throw rejected();
    }
    wake();
  }

  /// Makes the loop end after it has run all waiting tasks and the requested work.
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

  /// Returns the ring, with room for `entries` entries and for `scratchBytes` bytes of memory that
  /// the entries refer to. Null when the kernel accepts no entries at the moment, or the ring is
  /// lost.
  public @Nullable Ring ringWithRoom(int entries, long scratchBytes) {
    return ring.makeRoom(entries, scratchBytes) ? ring : null;
  }

  /// Marks the request as in flight, and returns the user data for its entry. The caller writes the
  /// entry into the ring.
  public long userDataOf(Request request) {
    if (request.slot < 0) {
      request.slot = slots.add(request);
    }
    return (long) request.slot + FIRST_SLOT;
  }

  /// Asks the kernel to end a request soon. The request still gets a completion. Does nothing when
  /// the request is not in flight.
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

  /// Sets a timeout for the entry that was just written. The caller has made room for one more
  /// entry and for [Abi#TIMESPEC_SIZE] bytes of memory.
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
      // Most likely the JVM is out of memory. It is not known which requests the kernel has
      // accepted.
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
      runLateWork();
      ring.submitAndGet(mayWait());
      waiting.set(false);
      complete();
    }
  }

  boolean hasNothingToRun() {
    return inbox.isEmpty() && !workRequested && !lateWorkRequested;
  }

  /// Returns whether the loop may block in the kernel. From this call until `waiting` is cleared,
  /// other threads that have work for the loop write to the `eventfd`.
  boolean mayWait() {
    waiting.set(true);
    return hasNothingToRun() && !stopping;
  }

  /// Returns whether other threads must wake the loop.
  boolean isWaiting() {
    return waiting.get();
  }

  private void runTasks() {
    inbox.takeBatch();
    Runnable task;
    for (int i = 0; i < MAX_TASKS_AT_ONCE && (task = inbox.poll()) != null; i++) {
      Guarded.run(task);
    }
  }

  void runRequestedWork() {
    if (workRequested) {
      workRequested = false;
      Guarded.run(work);
    }
  }

  private void runLateWork() {
    if (lateWorkRequested) {
      for (int i = 0; i < MAX_LOOKS && lookForCompletions(); i++) {}
      lateWorkRequested = false;
      Guarded.run(lateWork);
    }
  }

  /// Submits the entries that were written, and handles what has completed. Does not wait.
  ///
  /// @return whether something had completed
  private boolean lookForCompletions() {
    ring.submitAndGet(false);
    boolean found = ring.hasCompletion();
    complete(Math.min(ring.completions(), MAX_COMPLETIONS_OF_LOOK));
    return found;
  }

  private void complete() {
    complete(ring.completions());
  }

  private void complete(int count) {
    for (int left = count; left > 0; left--) {
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

  /// Returns the request of a completion. Removes the request from the slots, unless further
  /// completions of it follow.
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

  /// Ends the loop. All waiting tasks and the requested work run before the ring's memory is
  /// unmapped, because they may still use the ring.
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
    if (lateWorkRequested) {
      Guarded.run(lateWork);
    }
    ring.close();
    synchronized (eventLock) {
      Libc.close(eventFd);
      eventFd = -1;
    }
    onEnd.run();
  }

  /// Fails all requests in flight, because the ring is lost. First closes the channels, so that the
  /// kernel sends nothing more from the requests' memory and accepts no connections, and no new
  /// operation begins.
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
