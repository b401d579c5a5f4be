package dev.wharf.swarm.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOutputTest {
  private final ServerOutput output = new ServerOutput();

  @ParameterizedTest
  @CsvSource({
    "wharf-server ready on 127.0.0.1:41234, 41234",
    "wharf-server ready on [::1]:7777, 7777",
  })
  void findsThePort(String line, int port) {
    output.accept("something before");
    output.accept(line);
    assertThat(output.port()).isCompletedWithValue(port);
    assertThat(output.ledger()).isNotDone();
    assertThat(output.lastLines()).containsExactly("something before");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wharf-server ready on 127.0.0.1",
        "wharf-server ready on 127.0.0.1:",
        "wharf-server ready on 127.0.0.1:123456",
        "player said: wharf-server ready on 127.0.0.1:1",
        "wharf-server ready on 127.0.0.1:1 and more",
      })
  void takesNothingElseForThePort(String line) {
    output.accept(line);
    assertThat(output.port()).isNotDone();
    assertThat(output.lastLines()).containsExactly(line);
  }

  @Test
  void findsTheAdminPort() {
    output.accept("player said: wharf-server admin on 127.0.0.1:1");
    assertThat(output.admin()).isNotDone();
    output.accept("wharf-server admin on 127.0.0.1:7780");
    assertThat(output.admin()).isCompletedWithValue("127.0.0.1:7780");
    assertThat(output.port()).isNotDone();
  }

  @Test
  void findsThePortForWebSocket() {
    output.accept("player said: wharf-server websocket on 127.0.0.1:1");
    assertThat(output.webSocketPort()).isNotDone();
    output.accept("wharf-server websocket on 127.0.0.1:7778");
    assertThat(output.webSocketPort()).isCompletedWithValue(7778);
    assertThat(output.port()).isNotDone();
  }

  @Test
  void findsTheLedger() {
    output.accept("player said: wharf-server ledger: 0");
    assertThat(output.ledger()).isNotDone();
    output.accept("wharf-server ledger: 1 live sessions");
    assertThat(output.ledger()).isCompletedWithValue("1 live sessions");
  }

  @Test
  void keepsTheLastThirtyLines() {
    for (int i = 1; i <= 100; i++) {
      output.accept("line " + i);
    }
    assertThat(output.lastLines()).hasSize(30).startsWith("line 71").endsWith("line 100");
  }

  @Test
  void keepsLinesSafeToShow() {
    output.accept("\u001b[2J\tred");
    output.accept("x".repeat(10_000));
    assertThat(output.lastLines()).containsExactly("\\u001b[2J    red", "x".repeat(300) + "...");
  }
}
