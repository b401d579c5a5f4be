package dev.wharf.architecture;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import io.netty.channel.EventLoopGroup;
import io.netty.util.HashedWheelTimer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.BaseStream;

/// Finds calls of the JDK that must go through `EngineRuntime` instead: calls that read a clock,
/// wait, start a thread, run code later or make a random number.
///
/// @param owner the type that has the methods; calls on its subtypes are found, too
/// @param names the names of the methods, as a regular expression; `new` is a constructor
/// @param when selects the overloads
record BesideTheRuntime(
    Class<?> owner, String names, Predicate<AccessTarget.CodeUnitAccessTarget> when) {
  private static final List<BesideTheRuntime> ALL =
      List.of(
          // clocks
          of(System.class, "nanoTime|currentTimeMillis"),
          of(Clock.class, "system.*|tick.*"),
          of(InstantSource.class, "system"),
          of(TemporalAccessor.class, "now"),
          of(Date.class, "new", BesideTheRuntime::hasNoParameter),
          // waits
          of(Thread.class, "sleep|join"),
          of(LockSupport.class, "park.*|unpark"),
          of(Object.class, "wait|notify|notifyAll"),
          of(Condition.class, "await.*"),
          of(Lock.class, "tryLock", BesideTheRuntime::hasParameters),
          of(CountDownLatch.class, "await"),
          of(CyclicBarrier.class, "await"),
          of(Phaser.class, ".*wait.*"),
          of(Exchanger.class, "exchange"),
          of(Semaphore.class, "acquire.*"),
          of(Semaphore.class, "tryAcquire", takes(TimeUnit.class)),
          of(BlockingQueue.class, "take|put"),
          of(BlockingQueue.class, "poll|offer", takes(TimeUnit.class)),
          of(Future.class, "get|join"),
          of(ExecutorService.class, "awaitTermination|invokeAll|invokeAny|close"),
          of(TimeUnit.class, "sleep|timedJoin|timedWait"),
          of(Process.class, "waitFor|onExit"),
          // threads
          of(Thread.class, "new", target -> target.getOwner().isEquivalentTo(Thread.class)),
          of(Thread.class, "ofPlatform|ofVirtual|startVirtualThread"),
          of(Executors.class, "new.*"),
          of(ExecutorService.class, "new|commonPool"),
          of(EventLoopGroup.class, "new|schedule.*"),
          of(BaseStream.class, "parallel"),
          of(Collection.class, "parallelStream"),
          of(CompletionStage.class, ".*Async", takes(Executor.class).negate()),
          // code that runs later
          of(CompletableFuture.class, "orTimeout|completeOnTimeout|delayedExecutor"),
          of(Timer.class, ".*"),
          of(HashedWheelTimer.class, ".*"),
          // random numbers; a generator with a given seed is allowed
          of(Random.class, "new", BesideTheRuntime::hasNoParameter),
          of(SplittableRandom.class, "new", BesideTheRuntime::hasNoParameter),
          of(ThreadLocalRandom.class, "current"),
          of(SecureRandom.class, ".*"),
          of(RandomGenerator.class, "of|getDefault"),
          of(Math.class, "random"),
          of(UUID.class, "randomUUID"),
          of(Collections.class, "shuffle", takes(RandomGenerator.class).negate()));

  private static BesideTheRuntime of(Class<?> owner, String names) {
    return of(owner, names, _ -> true);
  }

  private static BesideTheRuntime of(
      Class<?> owner, String names, Predicate<AccessTarget.CodeUnitAccessTarget> when) {
    return new BesideTheRuntime(owner, names, when);
  }

  private static boolean hasNoParameter(AccessTarget.CodeUnitAccessTarget target) {
    return target.getRawParameterTypes().isEmpty();
  }

  private static boolean hasParameters(AccessTarget.CodeUnitAccessTarget target) {
    return !hasNoParameter(target);
  }

  private static Predicate<AccessTarget.CodeUnitAccessTarget> takes(Class<?> type) {
    return target -> target.getRawParameterTypes().stream().anyMatch(one -> isKindOf(type, one));
  }

  /// Returns whether an access calls, or refers to, one of these methods of the JDK, which bypass
  /// the runtime.
  static boolean isAccessedBy(JavaCodeUnitAccess<?> access) {
    return ALL.stream().anyMatch(one -> one.matches(access.getTarget()));
  }

  private boolean matches(AccessTarget.CodeUnitAccessTarget target) {
    String name = target.getName().equals("<init>") ? "new" : target.getName();
    return name.matches(names) && isKindOf(owner, target.getOwner()) && when.test(target);
  }

  /// Returns whether the candidate is this type or a subtype of it. This method loads the
  /// candidate, because the importer does not read the types of libraries, and so does not know
  /// their supertypes.
  private static boolean isKindOf(Class<?> type, JavaClass candidate) {
    if (candidate.isArray() || candidate.isPrimitive()) {
      return false;
    }
    try {
      return type.isAssignableFrom(
          Class.forName(candidate.getName(), false, BesideTheRuntime.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
