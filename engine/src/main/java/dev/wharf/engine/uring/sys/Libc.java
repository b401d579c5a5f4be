package dev.wharf.engine.uring.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/// The functions of the C library that the provider calls. Each method returns the function's
/// result. When the function fails, the method returns the negated error number, as the kernel
/// does.
///
/// Thread-safe.
@SuppressWarnings("restricted") // all native calls of the module are made here
public final class Libc {
  private static final long IO_URING_SETUP_NUMBER = 425;
  private static final long IO_URING_ENTER_NUMBER = 426;
  private static final long IO_URING_REGISTER_NUMBER = 427;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE_LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE_LAYOUT.varHandle(PathElement.groupElement("errno"));

  /// The memory, one piece for each thread, in which a native call stores `errno`.
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE_LAYOUT));

  /// The C function `long syscall(long number, ...)`, for the system call `int
  /// io_uring_setup(unsigned entries, struct io_uring_params *p)`.
  private static final MethodHandle IO_URING_SETUP =
      variadic("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS));

  /// The C function `long syscall(long number, ...)`, for the system call `int
  /// io_uring_enter(unsigned fd, unsigned to_submit, unsigned min_complete, unsigned flags, const
  /// void *arg, size_t argsz)`.
  private static final MethodHandle IO_URING_ENTER =
      variadic(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));

  /// The C function `long syscall(long number, ...)`, for the system call `int
  /// io_uring_register(unsigned fd, unsigned opcode, void *arg, unsigned nr_args)`.
  private static final MethodHandle IO_URING_REGISTER =
      variadic(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  /// The C function `void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t
  /// offset)`.
  private static final MethodHandle MMAP =
      function(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));

  /// The C function `int munmap(void *addr, size_t length)`.
  private static final MethodHandle MUNMAP =
      function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

  /// The C function `int close(int fd)`.
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  /// The C function `int eventfd(unsigned int initval, int flags)`.
  private static final MethodHandle EVENTFD =
      function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  /// The C function `ssize_t write(int fd, const void *buf, size_t count)`.
  private static final MethodHandle WRITE =
      function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

  /// The C function `int socket(int domain, int type, int protocol)`.
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

  /// The C function `int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)`.
  private static final MethodHandle BIND =
      function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  /// The C function `int listen(int sockfd, int backlog)`.
  private static final MethodHandle LISTEN =
      function("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  /// The C function `int shutdown(int sockfd, int how)`.
  private static final MethodHandle SHUTDOWN =
      function("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  /// The C function `int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen)`.
  private static final MethodHandle GETSOCKNAME =
      function("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  /// The C function `int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t
  /// *optlen)`.
  private static final MethodHandle GETSOCKOPT =
      function(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  /// The C function `int setsockopt(int sockfd, int level, int optname, const void *optval,
  /// socklen_t optlen)`.
  private static final MethodHandle SETSOCKOPT =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  /// The C function `char *strerror(int errnum)`.
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  /// The C function `void *bsearch(const void *key, const void *base, size_t nmemb, size_t size,
  /// int (*compar)(const void *, const void *))`.
  private static final MethodHandle BSEARCH =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("bsearch"),
          FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));

  private Libc() {}

  public static int ioUringSetup(int entries, MemorySegment params) {
    MemorySegment state = STATE.get();
    try {
      return result(
          (long) IO_URING_SETUP.invokeExact(state, IO_URING_SETUP_NUMBER, entries, params), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Calls `io_uring_enter`. The call may block, so the calling thread must hold no lock that other
  /// threads wait for.
  public static int ioUringEnter(int fd, int toSubmit, int minComplete, int flags) {
    MemorySegment state = STATE.get();
    try {
      return result(
          (long)
              IO_URING_ENTER.invokeExact(
                  state,
                  IO_URING_ENTER_NUMBER,
                  fd,
                  toSubmit,
                  minComplete,
                  flags,
                  MemorySegment.NULL,
                  0L),
          state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int ioUringRegister(int fd, int opcode, MemorySegment arg, int count) {
    MemorySegment state = STATE.get();
    try {
      return result(
          (long)
              IO_URING_REGISTER.invokeExact(
                  state, IO_URING_REGISTER_NUMBER, fd, opcode, arg, count),
          state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Calls `mmap`. Returns the address of the mapped memory, or the negated error number.
  public static long mmap(long length, int protection, int flags, int fd, long offset) {
    MemorySegment state = STATE.get();
    try {
      long address =
          (long) MMAP.invokeExact(state, MemorySegment.NULL, length, protection, flags, fd, offset);
      return address == -1 ? -errno(state) : address;
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int munmap(MemorySegment memory) {
    MemorySegment state = STATE.get();
    try {
      return result((int) MUNMAP.invokeExact(state, memory, memory.byteSize()), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int close(int fd) {
    MemorySegment state = STATE.get();
    try {
      return result((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int eventfd(int flags) {
    MemorySegment state = STATE.get();
    try {
      return result((int) EVENTFD.invokeExact(state, 0, flags), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int write(int fd, MemorySegment bytes) {
    MemorySegment state = STATE.get();
    try {
      return result((long) WRITE.invokeExact(state, fd, bytes, bytes.byteSize()), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int socket(int domain, int type) {
    MemorySegment state = STATE.get();
    try {
      return result((int) SOCKET.invokeExact(state, domain, type, 0), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int bind(int fd, MemorySegment address) {
    MemorySegment state = STATE.get();
    try {
      return result((int) BIND.invokeExact(state, fd, address, (int) address.byteSize()), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int listen(int fd, int backlog) {
    MemorySegment state = STATE.get();
    try {
      return result((int) LISTEN.invokeExact(state, fd, backlog), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int shutdown(int fd, int how) {
    MemorySegment state = STATE.get();
    try {
      return result((int) SHUTDOWN.invokeExact(state, fd, how), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int getsockname(int fd, MemorySegment address, MemorySegment length) {
    MemorySegment state = STATE.get();
    try {
      return result((int) GETSOCKNAME.invokeExact(state, fd, address, length), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int getsockopt(
      int fd, int level, int option, MemorySegment value, MemorySegment length) {
    MemorySegment state = STATE.get();
    try {
      return result((int) GETSOCKOPT.invokeExact(state, fd, level, option, value, length), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int setsockopt(int fd, int level, int option, MemorySegment value) {
    MemorySegment state = STATE.get();
    try {
      return result(
          (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize()),
          state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Runs the body inside a native call that has the memory as its argument. The JVM keeps the
  /// memory's arena open until the native call returns. The call neither reads nor writes the
  /// memory.
  ///
  /// The native function is `bsearch`, because it does nothing but call its comparison function.
  ///
  /// @param body must not throw, because an exception would end the JVM
  /// @throws IllegalStateException when the memory's arena is closed, or confined to another thread
  public static void callBackWith(MemorySegment memory, Runnable body) {
    CallBack.BODY.set(body);
    try {
      MemorySegment _ =
          (MemorySegment) BSEARCH.invokeExact(memory, memory, 1L, 1L, CallBack.COMPARISON);
    } catch (Throwable t) {
      throw unexpected(t);
    } finally {
      CallBack.BODY.remove();
    }
  }

  /// Holds the comparison function for `bsearch`. It is a separate class, so that the JVM makes the
  /// function only when it is first used.
  private static final class CallBack {
    /// The body that the comparison function runs when `bsearch` calls it on the same thread.
    static final ThreadLocal<Runnable> BODY = new ThreadLocal<>();

    static final MemorySegment COMPARISON = comparison();

    private static MemorySegment comparison() {
      try {
        return LINKER.upcallStub(
            MethodHandles.lookup()
                .findStatic(
                    CallBack.class,
                    "compare",
                    MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class)),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS),
            Arena.global());
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SuppressWarnings("unused") // called by the C library
    private static int compare(MemorySegment key, MemorySegment element) {
      BODY.get().run();
      return 0;
    }
  }

  /// Returns the system's text for an error number.
  public static String strerror(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Returns a segment for the `size` bytes at `address`, which the system has mapped.
  public static MemorySegment memory(long address, long size) {
    return MemorySegment.ofAddress(address).reinterpret(size);
  }

  private static int result(long returned, MemorySegment state) {
    return returned < 0 ? -errno(state) : (int) returned;
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle variadic(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(1));
  }

  /// Converts what a native call has thrown to an unchecked exception; an `Error` is thrown here. A
  /// native call throws only what the JVM itself throws, such as `OutOfMemoryError` and
  /// `StackOverflowError`.
  private static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      return exception;
    }
    return new IllegalStateException("a call of the C library failed", thrown);
  }
}
