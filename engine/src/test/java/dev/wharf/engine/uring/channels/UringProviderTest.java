package dev.wharf.engine.uring.channels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests for which operating systems and processors the provider is meant.
class UringProviderTest {
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
}
