package dev.wharf.engine.uring.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.uring.channels.Rings;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the exceptions for error numbers of the system.
class ErrnoTest {
  @BeforeEach
  void needsARing() {
    Rings.assume();
  }

  /// The error numbers are EPIPE, ECONNABORTED, ECONNRESET, ETIMEDOUT and EHOSTUNREACH.
  @ParameterizedTest
  @ValueSource(ints = {32, 103, 104, 110, 113})
  void aBrokenConnectionIsAPlainIOExceptionAsInTheJdk(int errno) {
    assertThat(Errno.ioException(errno)).isExactlyInstanceOf(IOException.class);
  }

  /// The error numbers are EBADF, ENOMEM, EFAULT and ENOBUFS.
  @ParameterizedTest
  @ValueSource(ints = {9, 12, 14, 105})
  void aSystemFailureHasAnExceptionOfItsOwn(int errno) {
    assertThat(Errno.ioException(errno)).isInstanceOf(SocketException.class);
  }
}
