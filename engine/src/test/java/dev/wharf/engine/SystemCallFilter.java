package dev.wharf.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/// Makes a system call fail in the whole process, for as long as the process lives, as the seccomp
/// profile of a container does. Works on Linux on x86-64 and aarch64, and needs no privileges.
///
/// When several filters concern the same system call, the filter that was installed last decides.
@SuppressWarnings("restricted") // a seccomp filter needs native calls
enum SystemCallFilter {
  RING_SETUP(425, 425),
  RING_ENTER(426, 426),
  RING_REGISTER(427, 427),
  SET_SOCKET_OPTION(54, 208),

  /// The call that maps a ring's memory: `mmap` of shared memory that is populated at once. In a
  /// JVM, only rings are mapped like this.
  RING_MAPPING(9, 222) {
    @Override
    List<Instruction> condition() {
      return List.of(
          new Instruction(LOAD, ARGUMENTS + 3 * Long.BYTES),
          new Instruction(UNLESS_EQUAL_ALLOW, MAP_SHARED_POPULATE));
    }
  };

  private static final int LOAD = 0x20;
  private static final int UNLESS_EQUAL_ALLOW = 0x15;
  private static final int RETURN = 0x06;
  private static final int FAIL_WITH = 0x0005_0000;
  private static final int ALLOW = 0x7fff_0000;

  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int ARGUMENTS = 16;
  private static final int MAP_SHARED_POPULATE = 0x8001;

  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int ALL_THREADS = 1;

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  private static final int THIS_ARCHITECTURE = ARM ? 0xC000_00B7 : 0xC000_003E;
  private static final long SECCOMP = ARM ? 277 : 317;

  private final int numberOnIntel;
  private final int numberOnArm;

  SystemCallFilter(int numberOnIntel, int numberOnArm) {
    this.numberOnIntel = numberOnIntel;
    this.numberOnArm = numberOnArm;
  }

  /// One instruction of the filter's program, `struct sock_filter`.
  record Instruction(int code, int operand) {
    static final int SIZE = 8;
  }

  /// Returns the instructions that check the arguments of the system call; an empty list when the
  /// call always fails.
  List<Instruction> condition() {
    return List.of();
  }

  /// Makes the system call fail in this process from now on.
  ///
  /// @param errno the error number with which the system call fails
  void install(int errno) {
    List<Instruction> program = new ArrayList<>();
    program.add(new Instruction(LOAD, ARCHITECTURE));
    program.add(new Instruction(UNLESS_EQUAL_ALLOW, THIS_ARCHITECTURE));
    program.add(new Instruction(LOAD, NUMBER));
    program.add(new Instruction(UNLESS_EQUAL_ALLOW, ARM ? numberOnArm : numberOnIntel));
    program.addAll(condition());
    program.add(new Instruction(RETURN, FAIL_WITH | errno));
    program.add(new Instruction(RETURN, ALLOW));
    try (Arena arena = Arena.ofConfined()) {
      install(encode(program, arena));
    }
  }

  /// Writes the program into new memory as a `struct sock_fprog`.
  private static MemorySegment encode(List<Instruction> program, Arena arena) {
    int count = program.size();
    MemorySegment steps = arena.allocate((long) Instruction.SIZE * count, Long.BYTES);
    for (int i = 0; i < count; i++) {
      Instruction step = program.get(i);
      long at = (long) Instruction.SIZE * i;
      int toLast = step.code == UNLESS_EQUAL_ALLOW ? count - 2 - i : 0;
      steps.set(JAVA_SHORT, at, (short) step.code);
      steps.set(JAVA_BYTE, at + 3, (byte) toLast);
      steps.set(JAVA_INT, at + 4, step.operand);
    }
    MemorySegment header = arena.allocate(16, Long.BYTES);
    header.set(JAVA_SHORT, 0, (short) count);
    header.set(ADDRESS, 8, steps);
    return header;
  }

  private static void install(MemorySegment program) {
    MethodHandle prctl =
        variadic("prctl", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    MethodHandle syscall = variadic("syscall", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);
    try {
      int promised = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
      long mode = SECCOMP_SET_MODE_FILTER;
      long flags = ALL_THREADS;
      long installed = (long) syscall.invokeExact(SECCOMP, mode, flags, program);
      if (promised != 0 || installed != 0) {
        throw new IllegalStateException("no filter: " + promised + ", " + installed);
      }
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  private static MethodHandle variadic(String name, ValueLayout result, ValueLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.firstVariadicArg(1));
  }
}
