package dev.wharf.bench.parts;

import dev.wharf.engine.memory.RefCount;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/// Measures reference counts: adds a reference to an object, and removes the reference again. The
/// object is never freed.
@State(Scope.Benchmark)
public class ReferenceCount {
  private final RefCount wharf = new RefCount();
  private final NettyCounted netty = new NettyCounted();
  private final AtomicInteger plain = new AtomicInteger(1);

  @Benchmark
  public boolean oneThreadByWharf() {
    return wharfRetainAndRelease();
  }

  @Benchmark
  public boolean oneThreadByNetty() {
    return nettyRetainAndRelease();
  }

  @Benchmark
  public int oneThreadByAtomicInteger() {
    return plainUpAndDown();
  }

  @Benchmark
  @Threads(2)
  public boolean twoThreadsByWharf() {
    return wharfRetainAndRelease();
  }

  @Benchmark
  @Threads(2)
  public boolean twoThreadsByNetty() {
    return nettyRetainAndRelease();
  }

  @Benchmark
  @Threads(2)
  public int twoThreadsByAtomicInteger() {
    return plainUpAndDown();
  }

  private boolean wharfRetainAndRelease() {
    wharf.retain();
    return wharf.release();
  }

  private boolean nettyRetainAndRelease() {
    netty.retain();
    return netty.release();
  }

  private int plainUpAndDown() {
    plain.incrementAndGet();
    return plain.decrementAndGet();
  }

  private static final class NettyCounted extends AbstractReferenceCounted {
    @Override
    protected void deallocate() {}

    @Override
    public ReferenceCounted touch(Object hint) {
      return this;
    }
  }
}
