package dev.wharf.engine.session;

import dev.wharf.bench.parts.ByHandQueue;
import dev.wharf.bench.parts.EchoPackets;
import dev.wharf.bench.parts.EngineBuffers;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.memory.PooledBuffer;
import dev.wharf.protocol.PacketEncoder;
import dev.wharf.protocol.catalog.Side;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/// Hands packets through a send queue to its writer. Either the same thread pushes and drains, one
/// packet or sixteen at a time, or two threads push while a third one drains. Nothing is written to
/// a socket, but each packet's view is taken, used up and returned. This class is in this package
/// because the queue is not public.
public class SendHandOver {
  private static final int MANY = SendQueue.MAX_GATHER;

  @Benchmark
  public int oneThreadByWharf(WharfQueue queue, Packets packets) {
    return pushAndDrain(queue, packets, 1);
  }

  @Benchmark
  public int oneThreadByConcurrentLinkedQueue(LinkedQueue queue, Packets packets) {
    return pushAndDrain(queue, packets, 1);
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public int oneThreadManyByWharf(WharfQueue queue, Packets packets) {
    return pushAndDrain(queue, packets, MANY);
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public int oneThreadManyByConcurrentLinkedQueue(LinkedQueue queue, Packets packets) {
    return pushAndDrain(queue, packets, MANY);
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public int sharedPacketByWharf(WharfQueue queue, Packets packets) {
    return pushSharedAndDrain(queue, packets.first());
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public int sharedPacketByConcurrentLinkedQueue(LinkedQueue queue, Packets packets) {
    return pushSharedAndDrain(queue, packets.first());
  }

  @Benchmark
  @Threads(2)
  public void twoThreadsAndWriterByWharf(DrainedWharfQueue drained, Packets packets) {
    drained.push(packets);
  }

  @Benchmark
  @Threads(2)
  public void twoThreadsAndWriterByConcurrentLinkedQueue(
      DrainedLinkedQueue drained, Packets packets) {
    drained.push(packets);
  }

  private static int pushAndDrain(HandOver queue, Packets packets, int count) {
    for (int i = 0; i < count; i++) {
      queue.push(packets.next());
    }
    return drainToTheEnd(queue);
  }

  private static int pushSharedAndDrain(HandOver queue, PooledBuffer packet) {
    for (int i = 0; i < MANY; i++) {
      queue.push(packet);
    }
    return drainToTheEnd(queue);
  }

  private static int drainToTheEnd(HandOver queue) {
    int drained = queue.drain();
    queue.drain(); // finds nothing left, and gives up the writer's role
    return drained;
  }

  /// A queue between the threads that push packets and the thread that drains it.
  interface HandOver {
    /// Adds a packet. Returns whether the queue had room.
    boolean push(PooledBuffer packet);

    /// Takes up to sixteen packets from the queue, releases them, and returns their number. For one
    /// thread at a time.
    int drain();
  }

  /// The engine's queue. `written` hands the writer's role to the draining thread, as a session
  /// hands it to its worker.
  @State(Scope.Thread)
  public static class WharfQueue implements HandOver {
    private final SendQueue queue = new SendQueue(SendQueueLimits.defaults(), () -> {});

    /// Whether a pushing thread has become the writer. This thread sets the field; the draining
    /// thread clears it before it can lose the writer's role.
    private volatile boolean written;

    @Override
    public boolean push(PooledBuffer packet) {
      return switch (queue.offer(packet, SendPolicy.KEEP)) {
        case QUEUED -> true;
        case QUEUED_BECAME_WRITER -> {
          written = true;
          yield true;
        }
        case OVERFLOWED -> false;
        case REPLACED, DROPPED, FINISHED ->
            throw new IllegalStateException("this queue has only packets to keep");
      };
    }

    @Override
    public int drain() {
      if (!written) {
        return 0;
      }
      written = false;
      int views = queue.nextWrite();
      if (views == 0) {
        return 0;
      }
      for (int i = 0; i < views; i++) {
        useUp(queue.views()[i]);
      }
      int packets = queue.written();
      written = true;
      return packets;
    }

    @SuppressWarnings("NullAway") // the queue has just set it
    private static void useUp(@Nullable ByteBuffer view) {
      view.position(view.limit());
    }
  }

  /// The JDK's queue, with the limit of the engine's queue.
  @State(Scope.Thread)
  public static class LinkedQueue implements HandOver {
    private final ByHandQueue<PooledBuffer> queue =
        new ByHandQueue<>(SendQueueLimits.defaults().maxPackets());

    @Override
    public boolean push(PooledBuffer packet) {
      if (!queue.hasRoom()) {
        return false;
      }
      packet.retain();
      queue.add(packet);
      return true;
    }

    @Override
    public int drain() {
      int waiting = Math.min(queue.size(), MANY);
      for (int i = 0; i < waiting; i++) {
        writeFirst();
      }
      return waiting;
    }

    private void writeFirst() {
      PooledBuffer packet = queue.first();
      ByteBuffer view = packet.takeView();
      packet.returnView(view.position(view.limit()));
      packet.release();
      queue.done();
    }
  }

  /// The packets of a thread: as many as one write gathers, so that no write has a packet twice.
  @State(Scope.Thread)
  public static class Packets {
    private final EngineBuffers buffers = new EngineBuffers();
    private final PooledBuffer[] sealed = new PooledBuffer[MANY];
    private int next;

    /// Creates and encodes the packets.
    public Packets() {
      PacketEncoder encoder = EchoPackets.encoder(Side.SERVER);
      Arrays.setAll(sealed, _ -> encoder.encode(buffers.pool(), EchoPackets.reply()));
    }

    @TearDown
    public void giveBack() {
      for (PooledBuffer packet : sealed) {
        packet.close();
      }
      buffers.close();
    }

    PooledBuffer next() {
      next = (next + 1) % MANY;
      return sealed[next];
    }

    PooledBuffer first() {
      return sealed[0];
    }
  }

  /// A queue with a thread that drains it.
  abstract static class Drained {
    private final HandOver queue;
    private volatile boolean stopped;
    private Thread writer = new Thread(this::drain);

    Drained(HandOver queue) {
      this.queue = queue;
    }

    @Setup(Level.Iteration)
    public void startWriter() {
      stopped = false;
      writer = Thread.ofPlatform().daemon().name("writer").start(this::drain);
    }

    /// Waits until the draining thread has emptied the queue and has ended, because the packets are
    /// given back after the last iteration.
    @TearDown(Level.Iteration)
    public void stopWriter() throws InterruptedException {
      stopped = true;
      writer.join();
    }

    @SuppressWarnings("ThreadPriorityCheck") // the writer may need this processor
    void push(Packets packets) {
      PooledBuffer packet = packets.next();
      while (!queue.push(packet)) {
        Thread.yield();
      }
    }

    @SuppressWarnings("ThreadPriorityCheck") // a pushing thread may need this processor
    private void drain() {
      boolean more = true;
      while (more) {
        boolean last = stopped;
        if (queue.drain() == 0) {
          more = !last;
          Thread.yield();
        }
      }
    }
  }

  /// The engine's queue, with a thread that drains it.
  @State(Scope.Benchmark)
  public static class DrainedWharfQueue extends Drained {
    public DrainedWharfQueue() {
      super(new WharfQueue());
    }
  }

  /// The JDK's queue, with a thread that drains it.
  @State(Scope.Benchmark)
  public static class DrainedLinkedQueue extends Drained {
    public DrainedLinkedQueue() {
      super(new LinkedQueue());
    }
  }
}
