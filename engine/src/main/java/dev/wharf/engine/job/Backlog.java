package dev.wharf.engine.job;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The jobs that wait in one [JobQueue], and the task that the queue gives to its executor.
///
/// A linked list with many producers and one consumer (Vyukov's): a producer swaps itself in as the
/// tail and then links its predecessor to itself; `head` is the node consumed last, its successor
/// the next to run. Any thread may [#add]; only the queue's runner may [#take]. The queue's count
/// hands `head` from one runner to the next.
final class Backlog implements Runnable {

  private static final int SPINS = 64;
  private static final VarHandle TAIL;
  private static final VarHandle NEXT;
  private static final VarHandle LAST;
  private static final VarHandle TICKET;
  private static final VarHandle HANDED_ON;
  private static final VarHandle REFUSALS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(Backlog.class, "tail", Node.class);
      NEXT = lookup.findVarHandle(Node.class, "next", Node.class);
      LAST = lookup.findVarHandle(Backlog.class, "last", Runnable.class);
      TICKET = lookup.findVarHandle(Backlog.class, "ticket", int.class);
      HANDED_ON = lookup.findVarHandle(Backlog.class, "handedOn", long.class);
      REFUSALS = lookup.findVarHandle(Backlog.class, "refusals", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final JobQueue queue;

  /// Confined to the runner.
  private Node head;

  /// Swapped by producers through TAIL.
  @SuppressWarnings("unused")
  private Node tail;

  /// Set once, by whoever closes the queue, who publishes it to the runner.
  private volatile @Nullable Runnable last;

  /// 1 while the queue is in the executor's hands and nobody has begun to run it. Through TICKET
  /// only.
  @SuppressWarnings("unused")
  private int ticket;

  /// Counters: written by runners and refused posters, read by anyone.
  private volatile long handedOn;

  private volatile long refusals;

  Backlog(JobQueue queue) {
    this.queue = queue;
    head = new Node(null);
    tail = head;
  }

  /// Any thread, once for each place reserved in the queue's count.
  void add(Node node) {
    Node before = (Node) TAIL.getAndSet(this, node);
    NEXT.setRelease(before, node);
  }

  /// The runner, when the count says that a job was accepted. Waits for its producer when that has
  /// reserved the place and not yet linked the node: a few instructions, unless the producer was
  /// pre-empted just there.
  Runnable take() {
    Node next = next();
    // The consumed node must not keep its successors alive from an older generation.
    NEXT.set(head, null);
    head = next;
    Runnable job = Objects.requireNonNull(next.job);
    next.job = null;
    return job;
  }

  /// Keeps the job that is to run after all others, apart from them. Returns true to the first
  /// caller.
  boolean offerLast(Runnable job) {
    return LAST.compareAndSet(this, null, job);
  }

  /// The runner, when the count says that this job alone is left.
  Runnable last() {
    return Objects.requireNonNull(last);
  }

  /// The runner, before it gives this task to the executor: whoever takes the ticket is the runner.
  void offerTicket() {
    TICKET.setRelease(this, 1);
  }

  /// Returns true to one caller for each ticket offered.
  boolean takeTicket() {
    return TICKET.compareAndSet(this, 1, 0);
  }

  /// How often a runner's budget ended with jobs left.
  long handedOn() {
    return handedOn;
  }

  void countHandedOn() {
    HANDED_ON.getAndAdd(this, 1L);
  }

  /// How often the executor refused this task.
  long refusals() {
    return refusals;
  }

  void countRefusal() {
    REFUSALS.getAndAdd(this, 1L);
  }

  /// The executor. A run without a ticket (the executor both threw and ran the task, or ran it
  /// twice) does nothing.
  @Override
  public void run() {
    if (takeTicket()) {
      queue.runHandedOn();
    }
  }

  /// The producer that is waited for may need this processor to get on: hence the yield.
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

    /// Through NEXT only.
    @SuppressWarnings("unused")
    private @Nullable Node next;

    Node(@Nullable Runnable job) {
      this.job = job;
    }
  }
}
