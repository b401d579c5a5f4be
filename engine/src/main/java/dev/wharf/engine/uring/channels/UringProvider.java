package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.Ring;
import dev.wharf.engine.uring.ring.RingSize;
import dev.wharf.engine.uring.sys.SocketOptions;
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

/// A provider of asynchronous channels on io_uring. It needs Linux 5.19 or newer on x86-64 or
/// aarch64, and a JVM that was started with `--enable-native-access` for this module (`ALL-UNNAMED`
/// on the class path).
///
/// Its channel groups are [java.util.concurrent.Executor]s: a group runs tasks on its threads.
/// Thread-safe.
///
/// **For a whole JVM.** The system property `java.nio.channels.spi.AsynchronousChannelProvider`
/// makes this class the default provider of a JVM. The property's value is
/// `dev.wharf.engine.uring.channels.UringProvider`. Where the system refuses rings, channels then
/// fail to open; there is no fallback to the JDK's provider.
///
/// **Shared arenas.** While an operation on a buffer of a shared arena is pending, it keeps the
/// arena open: closing the arena throws `IllegalStateException`. Each such operation costs a
/// thread. Buffers of `ByteBuffer.allocateDirect`, and of the automatic and the global arena, cost
/// nothing.
///
/// **The default group.** The system properties that [AsynchronousChannelGroup] names configure its
/// pool. A value that cannot be used throws an `Error` when the first channel without a group is
/// opened.
public final class UringProvider extends AsynchronousChannelProvider {
  /// A socket option of Linux: the limit of unsent bytes, in bytes. A connected socket accepts more
  /// data only while it has fewer unsent bytes than this. 0 means the system's default. The
  /// channels of the JDK's providers do not have this option.
  public static final SocketOption<Integer> TCP_NOTSENT_LOWAT = SocketOptions.TCP_NOTSENT_LOWAT;

  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

  private final RingSize size;
  private final Object lock = new Object();
  private @Nullable UringGroup defaultGroup;

  /// Creates a provider whose rings have the default size. It opens its default group when a
  /// channel without a group is first opened.
  public UringProvider() {
    this(RingSize.DEFAULT);
  }

  /// Creates a provider whose rings have the given size.
  UringProvider(RingSize size) {
    this.size = size;
  }

  /// Returns whether this system is Linux on x86-64 or aarch64. Only such a system can have rings.
  public static boolean isForThisSystem() {
    return isFor(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /// Returns what [#isForThisSystem] returns on a system with these values of `os.name` and
  /// `os.arch`.
  static boolean isFor(String system, String architecture) {
    return system.equals("Linux") && ARCHITECTURES.contains(architecture);
  }

  /// Returns the reason why the system refuses rings, and what to do about it. Null when the system
  /// allows rings. Opens and closes a small ring to find out.
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
      Ring.open(new RingSize(4, 8)).close();
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
    return UringGroup.fixed(this, size, nThreads, threadFactory);
  }

  /// Opens a group whose handlers run on the executor. The initial size has no effect: for the JDK
  /// it is the number of tasks that wait for completions, and here no task of the executor waits
  /// for completions.
  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(
      ExecutorService executor, int initialSize) throws IOException {
    return UringGroup.pooled(this, size, Objects.requireNonNull(executor, "executor"));
  }

  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    return UringServerSocketChannel.openIn(ours(group));
  }

  @Override
  public AsynchronousSocketChannel openAsynchronousSocketChannel(
      @Nullable AsynchronousChannelGroup group) throws IOException {
    return UringSocketChannel.openIn(ours(group));
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
        group = UringGroup.pooled(this, size, DefaultThreadPool.create());
        defaultGroup = group;
      }
      return group;
    }
  }
}
