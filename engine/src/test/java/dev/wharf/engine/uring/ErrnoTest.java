package dev.wharf.engine.uring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the exceptions for errors of the system, and the systems that may have a ring.
class ErrnoTest {
  @BeforeEach
  void needsARing() {
    Rings.assume();
  }

  /// EPIPE, ECONNABORTED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH.
  @ParameterizedTest
  @ValueSource(ints = {32, 103, 104, 110, 113})
  void aBrokenConnectionIsAPlainExceptionAsTheJdksIs(int errno) {
    assertThat(Errno.ioException(errno)).isExactlyInstanceOf(IOException.class);
  }

  /// EBADF, ENOMEM, EFAULT, ENOBUFS.
  @ParameterizedTest
  @ValueSource(ints = {9, 12, 14, 105})
  void whatTheSystemLacksIsASpecialOne(int errno) {
    assertThat(Errno.ioException(errno)).isInstanceOf(SocketException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, true",
    "Linux, aarch64, true",
    "Linux, riscv64, false",
    "Linux, arm, false",
    "Linux, x86, false",
    "Windows 11, amd64, false",
    "Mac OS X, aarch64, false",
    "'', '', false"
  })
  void asksForTheSystemAndItsArchitecture(String system, String architecture, boolean expected) {
    assertThat(UringProvider.isFor(system, architecture)).isEqualTo(expected);
  }

  /// `IORING_FEAT_NO_IOWAIT`, `IORING_ENTER_NO_IOWAIT`, `IORING_ENTER_GETEVENTS`.
  @Test
  void waitsAsAnIdleThreadWhereTheKernelCanTell() {
    assertThat(Ring.waitFlags(1 << 17)).isEqualTo(1 | 1 << 7);
    assertThat(Ring.waitFlags(~(1 << 17))).isEqualTo(1);
  }
}
