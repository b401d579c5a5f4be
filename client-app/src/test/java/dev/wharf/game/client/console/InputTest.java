package dev.wharf.game.client.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InputTest {
  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of("", new Input.Nothing()),
        Arguments.of(" \t ", new Input.Nothing()),
        Arguments.of(" hello  there ", new Input.Say("hello  there")),
        Arguments.of("/say hello  there", new Input.Say("hello  there")),
        Arguments.of("/say /quit", new Input.Say("/quit")),
        Arguments.of("/join The Lobby", new Input.Join("The Lobby")),
        Arguments.of("  /leave  ", new Input.Leave()),
        Arguments.of("/whisper Bob see  you", new Input.Whisper("Bob", "see  you")),
        Arguments.of("/w\tBob\tx", new Input.Whisper("Bob", "x")),
        Arguments.of("/rooms", new Input.Rooms()),
        Arguments.of("/echo 1 2", new Input.Echo("1 2")),
        Arguments.of("/help", new Input.Help()),
        Arguments.of("/quit now", new Input.Quit()));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void readsWhatWasTyped(String line, Input input) {
    assertThat(Input.parse(line)).isEqualTo(input);
  }

  @ParameterizedTest
  @CsvSource({
    "/join, write /join ROOM",
    "/say, write /say TEXT",
    "/echo, write /echo TEXT",
    "/whisper, write /whisper NAME TEXT",
    "/w Bob, write /whisper NAME TEXT",
    "/dance, there is no such command; /help lists them",
    "/JOIN x, there is no such command; /help lists them",
    "/, there is no such command; /help lists them",
    "//, there is no such command; /help lists them",
  })
  void saysWhatIsWrong(String line, String problem) {
    assertThat(Input.parse(line)).isEqualTo(new Input.Invalid(problem));
  }

  @Test
  void theHelpListsEveryCommand() {
    for (String line : Help.LINES) {
      String command = line.strip().split(" ")[0];
      assertThat(Input.parse(command + " a b")).isNotInstanceOf(Input.Invalid.class);
    }
  }
}
