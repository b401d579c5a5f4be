package dev.wharf.engine.job;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The jobs that wait in one [JobQueue], and the task that the queue gives to its executor.
///
/// The jobs are a linked list with many producers and one consumer (Vyukov's). A producer swaps its
/// node in as the tail, and then links the node before it. `head` is the node that was consumed
/// last, and its successor is the next to run.
///
/// Any thread may call [#add]. Only the runner, which is the thread that now runs the queue's jobs,
/// may call [#take]. The runner can change; the queue's atomic count then publishes `head` to the
/// next runner.
final class Backlog implements Runnable {

  private static final int SPINS = 64;
  private static final VarHandle TAIL;
  private static final VarHandle NEXT;
  private static final VarHandle LAST;
  private static final VarHandle TICKET;
  private static final VarHandle HANDED_ON;
  private static final VarHandle REJECTIONS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(Backlog.class, "tail", Node.class);
      NEXT = lookup.findVarHandle(Node.class, "next", Node.class);
      LAST = lookup.findVarHandle(Backlog.class, "last", Runnable.class);
      TICKET = lookup.findVarHandle(Backlog.class, "ticket", int.class);
      HANDED_ON = lookup.findVarHandle(Backlog.class, "handedOn", long.class);
      REJECTIONS = lookup.findVarHandle(Backlog.class, "rejections", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final JobQueue queue;

  /// The node that was consumed last. Only the runner uses it.
  private Node head;

  /// The node that was added last. Producers swap it through TAIL.
  @SuppressWarnings("unused")
  private Node tail;

  /// The job that runs after all others. Set once, by the thread that closes the queue.
  private volatile @Nullable Runnable last;

  /// 1 while the executor has this task and no thread has begun to run it. Used through TICKET
  /// only.
  @SuppressWarnings("unused")
  private int ticket;

  /// The counters of [#handedOn()] and [#rejections()]. Runners and threads whose hand-over was
  /// rejected write them; any thread reads them.
  private volatile long handedOn;

  private volatile long rejections;

  Backlog(JobQueue queue) {
    this.queue = queue;
    head = new Node(null);
    tail = head;
  }

  /// Adds a node. Any thread may call it, once for each place that the thread has reserved in the
  /// queue's count.
  void add(Node node) {
    Node before = (Node) TAIL.getAndSet(this, node);
    NEXT.setRelease(before, node);
  }

  /// Removes the next job. Called by the runner when the queue's count says that a job was
  /// accepted.
  ///
  /// A producer reserves the place before it links the node. When the producer has not linked the
  /// node yet, this method waits for the node: for a few instructions, or longer if the producer
  /// was pre-empted between the two steps.
  Runnable take() {
    Node next = next();
    // Unlinks the old head. When the garbage collector has moved it to the old generation, its link
    // would keep the later nodes alive.
    NEXT.set(head, null);
    head = next;
    Runnable job = Objects.requireNonNull(next.job);
    next.job = null;
    return job;
  }

  /// Sets the job that runs after all others.
  ///
  /// @return whether this was the first call
  boolean offerLast(Runnable job) {
    return LAST.compareAndSet(this, null, job);
  }

  /// Returns the job that runs after all others. Called by the runner when only this job is left.
  Runnable last() {
    return Objects.requireNonNull(last);
  }

  /// Makes a ticket, before the runner gives this task to the executor. The thread that takes the
  /// ticket becomes the runner.
  void offerTicket() {
    TICKET.setRelease(this, 1);
  }

  /// Takes the ticket.
  ///
  /// @return whether the calling thread has got the ticket. One thread gets each ticket
  boolean takeTicket() {
    return TICKET.compareAndSet(this, 1, 0);
  }

  /// Returns how often a runner's budget ended while jobs were left.
  long handedOn() {
    return handedOn;
  }

  void countHandedOn() {
    HANDED_ON.getAndAdd(this, 1L);
  }

  /// Returns how often the executor rejected this task.
  long rejections() {
    return rejections;
  }

  void countRejection() {
    REJECTIONS.getAndAdd(this, 1L);
  }

  /// Runs the queue when the calling thread gets the ticket. Called by the executor. There is no
  /// ticket when the executor runs this task a second time, or has thrown although it had accepted
  /// the task.
  @Override
  public void run() {
    if (takeTicket()) {
      queue.runHandedOn();
    }
  }

  /// Waits for the next node. After a while, yields the processor, because the thread that adds the
  /// node may need it.
  @SuppressWarnings("ThreadPriorityCheck")
  private Node next() {
    for (int tries = 0; ; tries++) {
      Node next = (Node) NEXT.getAcquire(head);
      if (next != null) {
        return next;
      }
      if (tries < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  static final class Node {
    private @Nullable Runnable job;

    /// The node that was added after this node; null until it is linked. Used through NEXT only.
    @SuppressWarnings("unused")
    private @Nullable Node next;

    Node(@Nullable Runnable job) {
      this.job = job;
    }
  }
}
