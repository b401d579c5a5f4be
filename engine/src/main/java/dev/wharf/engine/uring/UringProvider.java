package dev.wharf.engine.uring;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Asynchronous channels on io_uring: Linux 5.19 or newer, x86-64 or aarch64. The JVM needs
/// `--enable-native-access` for this module, or `ALL-UNNAMED` on the class path.
///
/// Its groups are [java.util.concurrent.Executor]s: they run tasks on their threads. Thread-safe.
///
/// A program that does not ask for it by name has its channels on it when the JVM is started with
/// `-Djava.nio.channels.spi.AsynchronousChannelProvider=dev.wharf.engine.uring.UringProvider`; one
/// that cannot have a ring then fails to open channels, as it has asked for this provider.
///
/// A buffer of a shared arena keeps its arena open while its operation is pending: closing the
/// arena throws `IllegalStateException`. That costs a thread for each such operation; buffers of
/// `ByteBuffer.allocateDirect`, and of the automatic and the global arena, cost nothing.
///
/// The default group's pool is configured by the system properties that [AsynchronousChannelGroup]
/// names; a value that cannot be used is an error when the first channel without a group is opened.
public final class UringProvider extends AsynchronousChannelProvider {
  /// How many bytes of a connected socket may be unsent when it takes more, in bytes: an option of
  /// Linux that only channels of this provider have. 0 for the system's default.
  public static final SocketOption<Integer> TCP_NOTSENT_LOWAT =
      new SocketOptions.Option<>("TCP_NOTSENT_LOWAT", Integer.class);

  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

  private final int submissions;
  private final int completions;
  private final Object lock = new Object();
  private @Nullable UringGroup defaultGroup;

  /// A provider whose default group is opened when first needed.
  public UringProvider() {
    this(RingLoop.SUBMISSIONS, RingLoop.COMPLETIONS);
  }

  /// One with rings of another size: see [Ring#open].
  UringProvider(int submissions, int completions) {
    this.submissions = submissions;
    this.completions = completions;
  }

  /// Whether this is a system that may have rings: Linux on x86-64 or aarch64.
  public static boolean isForThisSystem() {
    return isFor(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /// Whether there may be rings on a system and an architecture, as the JVM names them.
  static boolean isFor(String system, String architecture) {
    return system.equals("Linux") && ARCHITECTURES.contains(architecture);
  }

  /// Why there are no rings here, and what can be done about it; null when there are.
  public static @Nullable String refusal() {
    if (!isForThisSystem()) {
      return "io_uring is driven on Linux on x86-64 or aarch64 only";
    }
    Module module = UringProvider.class.getModule();
    if (!module.isNativeAccessEnabled()) {
      String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
      return "the JVM was started without --enable-native-access=" + name;
    }
    try {
      Ring.open(4, 8).close();
      return null;
    } catch (IOException e) {
      return e.getMessage();
    } catch (LinkageError | RuntimeException e) {
      return "the C library cannot be called: " + e;
    }
  }

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(
      int nThreads, ThreadFactory threadFactory) throws IOException {
    if (nThreads < 1) {
      throw new IllegalArgumentException("'nThreads' must be > 0");
    }
    return UringGroup.fixed(this, nThreads, threadFactory);
  }

  /// The executor's threads handle completions; none of them waits for any, so that there are no
  /// initial tasks.
  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(
      ExecutorService executor, int initialSize) throws IOException {
    return UringGroup.pooled(this, Objects.requireNonNull(executor, "executor"));
  }

  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    return UringServerSocketChannel.open(ours(group));
  }

  @Override
  public AsynchronousSocketChannel openAsynchronousSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    return UringSocketChannel.open(ours(group));
  }

  RingLoop newLoop(Runnable atLoss, Runnable atEnd) {
    return new RingLoop(atLoss, atEnd, submissions, completions);
  }

  private UringGroup ours(@Nullable AsynchronousChannelGroup group) throws IOException {
    if (group == null) {
      return defaultGroup();
    }
    if (group instanceof UringGroup ours && ours.provider() == this) {
      return ours;
    }
    throw new IllegalChannelGroupException();
  }

  private UringGroup defaultGroup() throws IOException {
    synchronized (lock) {
      UringGroup group = defaultGroup;
      if (group == null) {
        group = UringGroup.pooled(this, DefaultThreadPool.create());
        defaultGroup = group;
      }
      return group;
    }
  }
}
