package dev.wharf.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.EngineFixture;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(EngineFixture.ONCE)
class IoFailuresTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection reset by peer",
        "Broken pipe",
        "The specified network name is no longer available.",
        "Der angegebene Netzwerkname ist nicht mehr verfügbar",
        "Connexion ré-initialisée par le correspondant",
      })
  void knowsABrokenConnectionInAnyLanguage(String words) {
    assertThat(IoFailures.reasonOf(new IOException(words))).isEqualTo(CloseReason.PEER_RESET);
  }

  @ParameterizedTest
  @MethodSource
  void knowsWhatIsNoDoingOfThePeers(Throwable failure) {
    assertThat(IoFailures.reasonOf(failure)).isEqualTo(CloseReason.IO_ERROR);
  }

  static Stream<Throwable> knowsWhatIsNoDoingOfThePeers() {
    return Stream.of(
        new AsynchronousCloseException(),
        new ClosedChannelException(),
        new InterruptedByTimeoutException(),
        new SocketException("No buffer space available, nothing was reset"),
        new OutOfMemoryError("reset"));
  }
}
