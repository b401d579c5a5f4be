package dev.wharf.swarm.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 9, 10, 11, 32, 256})
  void noticesEveryChangedBit(int length) {
    Payload payload = new Payload(7, length);
    byte[] content = payload.bytes(3, 5);
    assertThat(payload.matches(ByteString.copyFrom(content), 3, 5)).isTrue();
    for (int bit = 0; bit < length * Byte.SIZE; bit++) {
      byte[] changed = content.clone();
      changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(payload.matches(ByteString.copyFrom(changed), 3, 5)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void noticesMissingAndAddedBytes() {
    Payload payload = new Payload(1, 10);
    String text = payload.text(0, 1);
    assertThat(payload.matches(text, 0, 1)).isTrue();
    assertThat(payload.matches(text.substring(1), 0, 1)).isFalse();
    assertThat(payload.matches(text + "A", 0, 1)).isFalse();
    assertThat(payload.matches("", 0, 1)).isFalse();
  }

  @Test
  void differsByMessageAndSenderAndSeed() {
    Set<String> seen = new HashSet<>();
    for (int sender = 0; sender < 30; sender++) {
      for (long sequence = 1; sequence <= 30; sequence++) {
        assertThat(seen.add(new Payload(1, 16).text(sender, sequence))).isTrue();
        assertThat(seen.add(new Payload(2, 16).text(sender, sequence))).isTrue();
      }
    }
  }

  @Test
  void isValidChatText() {
    assertThat(new Payload(3, 256).text(1, 1)).hasSize(256).matches("[A-Za-z0-9+-]+");
  }
}
