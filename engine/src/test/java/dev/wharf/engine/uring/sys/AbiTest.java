package dev.wharf.engine.uring.sys;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.uring.channels.Rings;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares the constants of the kernel's interface with its structures, which the test writes out
/// member by member. The structures are the same on x86-64 and aarch64. There, `long` and pointers
/// have 8 bytes, and numbers are little-endian.
class AbiTest {
  private static final StructLayout SUBMISSION_OFFSETS =
      structLayout(
          JAVA_INT.withName("head"),
          JAVA_INT.withName("tail"),
          JAVA_INT.withName("ring_mask"),
          JAVA_INT.withName("ring_entries"),
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("dropped"),
          JAVA_INT.withName("array"),
          JAVA_INT.withName("resv1"),
          JAVA_LONG.withName("user_addr"));

  private static final StructLayout COMPLETION_OFFSETS =
      structLayout(
          JAVA_INT.withName("head"),
          JAVA_INT.withName("tail"),
          JAVA_INT.withName("ring_mask"),
          JAVA_INT.withName("ring_entries"),
          JAVA_INT.withName("overflow"),
          JAVA_INT.withName("cqes"),
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("resv1"),
          JAVA_LONG.withName("user_addr"));

  private static final StructLayout PARAMS =
      structLayout(
          JAVA_INT.withName("sq_entries"),
          JAVA_INT.withName("cq_entries"),
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("sq_thread_cpu"),
          JAVA_INT.withName("sq_thread_idle"),
          JAVA_INT.withName("features"),
          JAVA_INT.withName("wq_fd"),
          MemoryLayout.sequenceLayout(3, JAVA_INT).withName("resv"),
          SUBMISSION_OFFSETS.withName("sq_off"),
          COMPLETION_OFFSETS.withName("cq_off"));

  private static final StructLayout SUBMISSION =
      structLayout(
          JAVA_BYTE.withName("opcode"),
          JAVA_BYTE.withName("flags"),
          JAVA_SHORT.withName("ioprio"),
          JAVA_INT.withName("fd"),
          JAVA_LONG.withName("off"),
          JAVA_LONG.withName("addr"),
          JAVA_INT.withName("len"),
          JAVA_INT.withName("op_flags"),
          JAVA_LONG.withName("user_data"),
          JAVA_SHORT.withName("buf_index"),
          JAVA_SHORT.withName("personality"),
          JAVA_INT.withName("file_index"),
          MemoryLayout.sequenceLayout(2, JAVA_LONG).withName("pad"));

  private static final StructLayout COMPLETION =
      structLayout(
          JAVA_LONG.withName("user_data"), JAVA_INT.withName("res"), JAVA_INT.withName("flags"));

  private static final StructLayout PROBE_OPERATION =
      structLayout(
          JAVA_BYTE.withName("op"),
          JAVA_BYTE.withName("resv"),
          JAVA_SHORT.withName("flags"),
          JAVA_INT.withName("resv2"));

  private static final StructLayout PROBE =
      structLayout(
          JAVA_BYTE.withName("last_op"),
          JAVA_BYTE.withName("ops_len"),
          JAVA_SHORT.withName("resv"),
          MemoryLayout.sequenceLayout(3, JAVA_INT).withName("resv2"));

  private static final StructLayout VECTOR =
      structLayout(ADDRESS.withName("iov_base"), JAVA_LONG.withName("iov_len"));

  private static final StructLayout MESSAGE =
      structLayout(
          ADDRESS.withName("msg_name"),
          JAVA_INT.withName("msg_namelen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("msg_iov"),
          JAVA_LONG.withName("msg_iovlen"),
          ADDRESS.withName("msg_control"),
          JAVA_LONG.withName("msg_controllen"),
          JAVA_INT.withName("msg_flags"),
          MemoryLayout.paddingLayout(4));

  private static final StructLayout TIME =
      structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"));

  private static int at(StructLayout layout, String... path) {
    PathElement[] elements = new PathElement[path.length];
    for (int i = 0; i < path.length; i++) {
      elements[i] = PathElement.groupElement(path[i]);
    }
    return (int) layout.byteOffset(elements);
  }

  @Test
  void theSystemIsOneThatTheConstantsAreValidFor() {
    Rings.assume();
    assertThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(Linker.nativeLinker().canonicalLayouts().get("long").byteSize()).isEqualTo(8);
    assertThat(Linker.nativeLinker().canonicalLayouts().get("size_t").byteSize()).isEqualTo(8);
    assertThat(ADDRESS.byteSize()).isEqualTo(8);
  }

  @Test
  void matchesTheParametersOfARing() {
    assertThat(PARAMS.byteSize()).isEqualTo(Abi.PARAMS_SIZE);
    assertThat(at(PARAMS, "sq_entries")).isEqualTo(Abi.PARAMS_SQ_ENTRIES);
    assertThat(at(PARAMS, "cq_entries")).isEqualTo(Abi.PARAMS_CQ_ENTRIES);
    assertThat(at(PARAMS, "flags")).isEqualTo(Abi.PARAMS_FLAGS);
    assertThat(at(PARAMS, "features")).isEqualTo(Abi.PARAMS_FEATURES);
    assertThat(at(PARAMS, "sq_off", "head")).isEqualTo(Abi.PARAMS_SQ_HEAD);
    assertThat(at(PARAMS, "sq_off", "tail")).isEqualTo(Abi.PARAMS_SQ_TAIL);
    assertThat(at(PARAMS, "sq_off", "flags")).isEqualTo(Abi.PARAMS_SQ_FLAGS);
    assertThat(at(PARAMS, "sq_off", "array")).isEqualTo(Abi.PARAMS_SQ_ARRAY);
    assertThat(at(PARAMS, "cq_off", "head")).isEqualTo(Abi.PARAMS_CQ_HEAD);
    assertThat(at(PARAMS, "cq_off", "tail")).isEqualTo(Abi.PARAMS_CQ_TAIL);
    assertThat(at(PARAMS, "cq_off", "cqes")).isEqualTo(Abi.PARAMS_CQ_CQES);
  }

  @Test
  void matchesTheEntriesOfARing() {
    assertThat(SUBMISSION.byteSize()).isEqualTo(Abi.SQE_SIZE);
    assertThat(at(SUBMISSION, "opcode")).isEqualTo(Abi.SQE_OPCODE);
    assertThat(at(SUBMISSION, "flags")).isEqualTo(Abi.SQE_FLAGS);
    assertThat(at(SUBMISSION, "ioprio")).isEqualTo(Abi.SQE_IOPRIO);
    assertThat(at(SUBMISSION, "fd")).isEqualTo(Abi.SQE_FD);
    assertThat(at(SUBMISSION, "off")).isEqualTo(Abi.SQE_OFFSET);
    assertThat(at(SUBMISSION, "addr")).isEqualTo(Abi.SQE_ADDRESS);
    assertThat(at(SUBMISSION, "len")).isEqualTo(Abi.SQE_LENGTH);
    assertThat(at(SUBMISSION, "op_flags")).isEqualTo(Abi.SQE_OP_FLAGS);
    assertThat(at(SUBMISSION, "user_data")).isEqualTo(Abi.SQE_USER_DATA);
    assertThat(COMPLETION.byteSize()).isEqualTo(Abi.CQE_SIZE);
    assertThat(at(COMPLETION, "user_data")).isEqualTo(Abi.CQE_USER_DATA);
    assertThat(at(COMPLETION, "res")).isEqualTo(Abi.CQE_RESULT);
    assertThat(at(COMPLETION, "flags")).isEqualTo(Abi.CQE_FLAGS);
  }

  @Test
  void matchesTheStructuresThatEntriesPointTo() {
    assertThat(MESSAGE.byteSize()).isEqualTo(Abi.MESSAGE_SIZE);
    assertThat(at(MESSAGE, "msg_iov")).isEqualTo(Abi.MESSAGE_VECTORS);
    assertThat(at(MESSAGE, "msg_iovlen")).isEqualTo(Abi.MESSAGE_VECTOR_COUNT);
    assertThat(VECTOR.byteSize()).isEqualTo(Abi.VECTOR_SIZE);
    assertThat(at(VECTOR, "iov_len")).isEqualTo(Long.BYTES);
    assertThat(TIME.byteSize()).isEqualTo(Abi.TIMESPEC_SIZE);
    assertThat(at(TIME, "tv_nsec")).isEqualTo(Long.BYTES);
  }

  @Test
  void matchesTheResultOfAProbe() {
    assertThat(PROBE.byteSize()).isEqualTo(Abi.PROBE_HEADER_SIZE);
    assertThat(at(PROBE, "last_op")).isEqualTo(Abi.PROBE_LAST_OP);
    assertThat(PROBE_OPERATION.byteSize()).isEqualTo(Abi.PROBE_OP_SIZE);
    assertThat(at(PROBE_OPERATION, "flags")).isEqualTo(Abi.PROBE_OP_FLAGS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "0.0.0.0", "::"})
  void writesAnAddressAsTheSystemExpectsIt(String host) throws Exception {
    Rings.assume();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), 4711);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment encoded = SocketAddresses.encode(arena, address);
      assertThat(encoded.byteSize()).isEqualTo(SocketAddresses.isIpv6() ? 28 : 16);
      assertThat(encoded.get(JAVA_SHORT, 0)).isEqualTo((short) SocketAddresses.family());
      assertThat(encoded.get(JAVA_BYTE, 2)).isEqualTo((byte) (4711 >> 8));
      assertThat(encoded.get(JAVA_BYTE, 3)).isEqualTo((byte) 4711);
      InetSocketAddress decoded = SocketAddresses.decode(encoded);
      assertThat(decoded.getPort()).isEqualTo(4711);
      assertThat(decoded.getAddress().isAnyLocalAddress())
          .isEqualTo(address.getAddress().isAnyLocalAddress());
      if (!address.getAddress().isAnyLocalAddress()) {
        assertThat(decoded).isEqualTo(address);
      }
    }
  }
}
