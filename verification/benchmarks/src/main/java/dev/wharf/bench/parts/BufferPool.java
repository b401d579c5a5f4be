package dev.wharf.bench.parts;

import dev.wharf.engine.buffer.SendBuffer;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/// Measures pools of buffers: takes a buffer, writes one number, and gives the buffer back.
@State(Scope.Benchmark)
public class BufferPool {
  private static final int SMALL = 100;
  private static final int LARGE = 4000;

  private final EngineBuffers buffers = new EngineBuffers();

  @TearDown
  public void giveBack() {
    buffers.close();
  }

  @Benchmark
  public boolean smallByWharf() {
    return wharf(SMALL);
  }

  @Benchmark
  public boolean smallByNetty() {
    return netty(SMALL);
  }

  @Benchmark
  public ByteBuffer smallByAllocateDirect() {
    return ByteBuffer.allocateDirect(SMALL).putInt(1);
  }

  @Benchmark
  public boolean largeByWharf() {
    return wharf(LARGE);
  }

  @Benchmark
  public boolean largeByNetty() {
    return netty(LARGE);
  }

  @Benchmark
  public ByteBuffer largeByAllocateDirect() {
    return ByteBuffer.allocateDirect(LARGE).putInt(1);
  }

  @Benchmark
  @Threads(2)
  public boolean smallTwoThreadsByWharf() {
    return wharf(SMALL);
  }

  @Benchmark
  @Threads(2)
  public boolean smallTwoThreadsByNetty() {
    return netty(SMALL);
  }

  private boolean wharf(int bytes) {
    SendBuffer buffer = buffers.pool().acquire(bytes);
    buffer.writeIntLE(1);
    buffer.close();
    return true;
  }

  private static boolean netty(int bytes) {
    ByteBuf buffer = NettyBuffers.POOLED.directBuffer(bytes);
    buffer.writeIntLE(1);
    return buffer.release();
  }
}
