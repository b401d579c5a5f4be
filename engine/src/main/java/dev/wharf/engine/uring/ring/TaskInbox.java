package dev.wharf.engine.uring.ring;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The tasks that any thread hands over to one loop. A stack with many producers (Treiber's): the
/// loop takes the whole stack at once and reverses it.
///
/// **Invariants.** Tasks of one handing thread run in their order. A task that [#offer] has
/// accepted is polled, because closing takes the last tasks in the same atomic step that rejects
/// later ones.
///
/// **Why a stack.** What the loop takes at once is exactly one batch. Tasks that arrive while the
/// batch runs wait for the next one, so completions get their turn in between. A linked queue would
/// need a mark for the end of the batch, and could not be closed in one step.
///
/// **Allocation.** Each task costs a node of 24 bytes. An engine's tasks do not come this way (see
/// [RingLoop#requestWork]), and neither do operations that begin on the loop's thread. A link
/// inside each operation would save the node, and cost memory for every idle connection instead.
final class TaskInbox {
  /// The top of the stack once the inbox is closed.
  private static final Node CLOSED = new Node(() -> {});

  /// The top of the stack: the task that was offered last. Null when there is none.
  private final AtomicReference<@Nullable Node> newest = new AtomicReference<>();

  /// The rest of the present batch, the oldest task first. Used by the loop's thread only.
  private @Nullable Node batch;

  private static final class Node {
    final Runnable task;
    @Nullable Node next;

    Node(Runnable task) {
      this.task = task;
    }
  }

  /// Adds a task. Any thread.
  ///
  /// @return false when the inbox is closed
  @SuppressWarnings("ReferenceEquality") // the one node that marks the end
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

  /// Whether no task waits. Before the inbox is closed.
  boolean isEmpty() {
    return batch == null && newest.get() == null;
  }

  /// Makes the tasks that wait now the present batch. Does nothing while a batch has tasks left.
  void takeBatch() {
    if (batch == null && newest.get() != null) {
      batch = reversed(newest.getAndSet(null));
    }
  }

  /// Removes the next task of the present batch; null when the batch has ended.
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
