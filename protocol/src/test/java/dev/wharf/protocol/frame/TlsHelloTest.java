package dev.wharf.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsHelloTest {
  private static ByteBuffer hex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  @Test
  void recognisesAClientHelloAtEveryLength() {
    String hello = "16030102000100" + "01fc0303";
    for (int digits = 0; digits <= hello.length(); digits += 2) {
      assertThat(TlsHello.mayBegin(hex(hello.substring(0, digits)))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0800010008011204", // a login of this protocol
        "1603010200010001fd0303", // the two lengths differ
        "160301020002000" + "1fc", // a ServerHello
        "16030502000100" + "01fc", // no version of TLS
        "160001", // a frame of 22 bytes
        "474554202f" // GET /
      })
  void letsEverythingElsePass(String bytes) {
    assertThat(TlsHello.mayBegin(hex(bytes))).isFalse();
  }
}
