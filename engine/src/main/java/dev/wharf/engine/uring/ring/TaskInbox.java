package dev.wharf.engine.uring.ring;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Holds the tasks that threads hand over to one [RingLoop]. It is a lock-free stack (Treiber's) to
/// which any thread adds. The loop takes the whole stack at once and reverses it.
///
/// **Invariants.** Tasks that one thread has handed over run in the order in which the thread
/// handed them over. No accepted task is lost, because [#close] takes the last tasks in the same
/// atomic step that rejects later ones.
///
/// **Why a stack.** The loop takes the whole stack at once, which is exactly one batch. Tasks that
/// arrive while the batch runs wait for the next batch, so the loop handles completions between two
/// batches. A linked queue would need a mark for the end of the batch, and could not be closed in
/// one step.
///
/// **Allocation.** Each task costs a node of 24 bytes. The tasks of an engine's worker do not pass
/// through this inbox (see [RingLoop#requestWork]), and neither do operations that begin on the
/// loop's thread. A link inside each operation would save the node, and cost memory for every idle
/// connection instead.
final class TaskInbox {
  /// The node that is the top of the stack when the inbox is closed.
  private static final Node CLOSED = new Node(() -> {});

  /// The top of the stack: the task that was offered last. Null when the stack is empty.
  private final AtomicReference<@Nullable Node> newest = new AtomicReference<>();

  /// The tasks of the present batch that have not run, the oldest first. Only the loop's thread
  /// uses the field.
  private @Nullable Node batch;

  private static final class Node {
    final Runnable task;
    @Nullable Node next;

    Node(Runnable task) {
      this.task = task;
    }
  }

  /// Adds a task. Any thread may call it.
  ///
  /// @return false when the inbox is closed
  @SuppressWarnings("ReferenceEquality") // CLOSED is one node
  boolean offer(Runnable task) {
    Node node = new Node(task);
    Node before;
    do {
      before = newest.get();
      if (before == CLOSED) {
        return false;
      }
      node.next = before;
    } while (!newest.compareAndSet(before, node));
    return true;
  }

  // ---- on the loop's thread

  /// Returns whether no task waits. The loop calls it only before the inbox is closed.
  boolean isEmpty() {
    return batch == null && newest.get() == null;
  }

  /// Makes all tasks on the stack the present batch. Does nothing while the present batch has tasks
  /// left.
  void takeBatch() {
    if (batch == null && newest.get() != null) {
      batch = reversed(newest.getAndSet(null));
    }
  }

  /// Removes the next task of the present batch and returns it; null when the batch has no task
  /// left.
  @Nullable Runnable poll() {
    Node first = batch;
    if (first == null) {
      return null;
    }
    batch = first.next;
    return first.task;
  }

  /// Rejects tasks from now on, and adds all tasks that wait to the present batch.
  void close() {
    Node rest = reversed(newest.getAndSet(CLOSED));
    Node last = batch;
    if (last == null) {
      batch = rest;
      return;
    }
    while (last.next != null) {
      last = last.next;
    }
    last.next = rest;
  }

  private static @Nullable Node reversed(@Nullable Node top) {
    Node oldest = null;
    Node node = top;
    while (node != null) {
      Node older = node.next;
      node.next = oldest;
      oldest = node;
      node = older;
    }
    return oldest;
  }
}
