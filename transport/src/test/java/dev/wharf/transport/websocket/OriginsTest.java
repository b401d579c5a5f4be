package dev.wharf.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  @ParameterizedTest
  @CsvSource({
    "'', https://a.example, a.example, true",
    "'', http://a.example:8080, A.example:7778, true",
    "'', http://127.0.0.1:7780, 127.0.0.1:7778, true",
    "'', http://[::1]:7780, [::1]:7778, true",
    "'', http://[::1], [::2], false",
    "'', https://a.example, b.example, false",
    "'', https://a.example, a.example.evil, false",
    "'', https://a.example.evil, a.example, false",
    "'', https://a.example@evil, a.example, false",
    "'', ftp://a.example, a.example, false",
    "'', file://, '', false",
    "'', null, null, false",
    "'', a.example, a.example, false",
    "'', '', '', false",
    "https://b.example, https://b.example, a.example, true",
    "https://b.example, https://B.EXAMPLE, a.example, true",
    "https://b.example, http://b.example, a.example, false",
    "https://b.example, https://b.example:8443, a.example, false",
    "'https://c.example, https://b.example', https://b.example, a.example, true",
    "null, null, a.example, true",
    "*, https://b.example, a.example, true",
    "*, null, a.example, true"
  })
  void allowsThePagesOfItsHostAndOfListedSites(
      String list, String origin, String host, boolean isAllowed) {
    assertThat(Origins.parse(list).allows(origin, host)).isEqualTo(isAllowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b.example",
        "https://b.example/",
        "https://",
        "https://*.example",
        "wss://b",
        "a b"
      })
  void namesAnElementThatIsNoSite(String text) {
    assertThatThrownBy(() -> Origins.parse("https://a.example, " + text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"" + text + "\" is no site");
  }
}
