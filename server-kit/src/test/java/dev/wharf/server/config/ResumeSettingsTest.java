package dev.wharf.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumeSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          resume.grace             | -1s     | must be a time from 0s to 1h, like 10s
          resume.grace             | 61m     | must be a time from 0s to 1h, like 10s
          resume.grace             | 30      | must be a time from 0s to 1h, like 10s
          resume.max-absent        | 0       | must be a whole number from 1 to 1000000
          resume.max-packets       | 0       | must be a whole number from 1 to 1048575
          resume.max-packets       | 1024    | must be less than session.send-queue-packets (1024)
          resume.max-bytes         | 1KiB    | must be a size from 4KiB to 1GiB, like 64KiB
          resume.max-bytes         | 512KiB  | must be at least 4096 less than session.send-queue-bytes (524288)
          resume.max-total-bytes   | 1KiB    | must be a size from 64KiB to 1TiB, like 64KiB
          resume.max-total-bytes   | 129MiB  | must be at most half of port.buffer-memory (268435456)
          resume.acknowledge-every | 0       | must be a whole number from 1 to 65536
          resume.acknowledge-every | 512     | must be at most half of resume.max-packets (1023)
          """)
  void aValueThatDoesNotFitHasOneClearLine(String key, String value, String problem) {
    ConfigProblems thrown =
        catchThrowableOfType(ConfigProblems.class, () -> ServerConfig.with(Map.of(key, value)));
    assertThat(thrown.problems())
        .singleElement()
        .asString()
        .startsWith(key + " = " + value + " ")
        .endsWith(": " + problem);
  }

  @ParameterizedTest
  @CsvSource({
    "resume.max-packets, 1023",
    "resume.max-bytes, 508KiB",
    "resume.max-total-bytes, 128MiB",
    "resume.acknowledge-every, 511",
    "resume.grace, 0s"
  })
  void takesTheLargestValuesThatFit(String key, String value) {
    assertThat(ServerConfig.with(Map.of(key, value)).warnings()).isEmpty();
  }

  /// A server whose send queue or buffer memory is small starts without a setting of resume.
  @Test
  void lowersDefaultsThatDoNotFit() {
    ServerConfig.Resume resume =
        ServerConfig.with(
                Map.of(
                    "session.send-queue-packets", "100",
                    "session.send-queue-bytes", "64KiB",
                    "port.buffer-memory", "8MiB"))
            .resume();
    assertThat(resume.maxPackets()).isEqualTo(99);
    assertThat(resume.maxBytes()).isEqualTo(60 << 10);
    assertThat(resume.maxTotalBytes()).isEqualTo(4 << 20);
    assertThat(resume.acknowledgeEvery()).isEqualTo(49);
  }

  @Test
  void warnsAboutLimitsOfAResumeThatIsOff() {
    Map<String, String> values = new HashMap<>(Map.of("resume.grace", "0s"));
    values.put("resume.max-absent", "5");
    assertThat(ServerConfig.with(values).warnings())
        .singleElement()
        .asString()
        .startsWith("resume.max-absent")
        .endsWith("has no effect with resume.grace = 0s");
  }
}
