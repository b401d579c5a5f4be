package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that each exception of a provider names a test, so that a renamed test is not left out
/// unnoticed.
class ExceptionsTest {
  @ParameterizedTest
  @EnumSource
  void eachExceptionNamesATest(Providers provider) {
    assertThat(provider.exceptions().keySet()).allMatch(ExceptionsTest::isTest);
  }

  private static boolean isTest(String name) {
    String[] parts = name.split("\\.");
    try {
      Class<?> type = Class.forName(ExceptionsTest.class.getPackageName() + "." + parts[0]);
      return Arrays.stream(type.getDeclaredMethods()).anyMatch(m -> m.getName().equals(parts[1]));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
