package dev.wharf.transport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlocksTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,192.0.2.7,true",
    "192.0.2.7,192.0.2.8,false",
    "10.0.0.0/8,10.255.0.1,true",
    "10.0.0.0/8,11.0.0.0,false",
    "10.16.0.0/12,10.31.255.255,true",
    "10.16.0.0/12,10.32.0.0,false",
    "10.0.0.1/31,10.0.0.0,true",
    "10.0.0.1/31,10.0.0.2,false",
    "0.0.0.0/0,203.0.113.9,true",
    "0.0.0.0/0,2001:db8::1,false",
    "2001:db8::/33,2001:db8:7fff::1,true",
    "2001:db8::/33,2001:db8:8000::1,false",
    "::1,::1,true",
    "::ffff:10.0.0.1,10.0.0.1,true"
  })
  void hasTheAddressesOfABlock(String block, String address, boolean expected) {
    assertThat(AddressBlocks.parse(block).contains(InetAddress.ofLiteral(address)))
        .isEqualTo(expected);
  }

  @Test
  void parsesAList() {
    AddressBlocks blocks = AddressBlocks.parse(" 10.0.0.0/8 , ::1,");
    assertThat(blocks.contains(InetAddress.ofLiteral("::1"))).isTrue();
    assertThat(blocks.contains(InetAddress.ofLiteral("10.9.9.9"))).isTrue();
    assertThat(blocks.contains(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
    assertThat(blocks.isEmpty()).isFalse();
    assertThat(blocks.hasAll()).isFalse();
    assertThat(AddressBlocks.parse(" ").isEmpty()).isTrue();
    assertThat(AddressBlocks.parse("::/0").hasAll()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "10.0.0",
        "10/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "::/129",
        "10.0.0.0/",
        "/8"
      })
  void rejectsAnotherText(String text) {
    assertThatThrownBy(() -> AddressBlocks.parse("::1, " + text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"" + text + "\" is no IP address, and no block like 10.0.0.0/8");
  }
}
