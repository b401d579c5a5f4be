package dev.wharf.bench.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.Message;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.protocol.PacketDecode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.results.RunResult;
import picocli.CommandLine;

class PartsTest {
  private static final Pace ONCE_IN_THIS_JVM = new Pace(0, 0, 1, 0.005);

  /// Turns off the lock with which JMH allows only one run at a time on a machine. This lock
  /// matters only for the measured figures.
  @BeforeAll
  static void runBesideOthers() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  static List<String> benchmarks() {
    return PartsRun.named("");
  }

  @ParameterizedTest
  @MethodSource("benchmarks")
  void everyBenchmarkRunsAndGivesItsBuffersBack(String name) {
    List<RunResult> results = new PartsRun(ONCE_IN_THIS_JVM, _ -> {}).run(List.of(name));
    assertThat(results).hasSize(1);
    Measured measured = Measured.of(results.getFirst());
    assertThat(name).endsWith(measured.part() + "." + measured.work() + "By" + measured.by());
    assertThat(measured.least()).isPositive().isLessThanOrEqualTo(measured.most());
    assertThat(measured.bytes()).isNotNegative();
  }

  @Test
  void everyWorkHasWharfAndAnotherImplementation() {
    Map<String, List<String>> byWork =
        benchmarks().stream()
            .collect(Collectors.groupingBy(name -> name.substring(0, name.lastIndexOf("By"))));
    assertThat(byWork).isNotEmpty();
    assertThat(byWork)
        .allSatisfy(
            (work, names) -> assertThat(names).contains(work + "ByWharf").hasSizeGreaterThan(1));
  }

  @Test
  void allParsersFindTheSameFrames() {
    FrameParse parse = new FrameParse();
    int id = EchoPackets.CATALOG.kindOf(EchoPackets.request()).id();
    for (int i = 0; i < 200; i++) { // more than a receive buffer waits before it shrinks
      assertThat(
              List.of(
                  parse.oneFrameByWharf(), parse.oneFrameByNetty(), parse.oneFrameByPlainLoop()))
          .containsOnly(id);
      assertThat(
              List.of(
                  parse.splitFrameByWharf(),
                  parse.splitFrameByNetty(),
                  parse.splitFrameByPlainLoop()))
          .containsOnly(id);
      assertThat(
              List.of(
                  parse.manyFramesByWharf(),
                  parse.manyFramesByNetty(),
                  parse.manyFramesByPlainLoop()))
          .containsOnly(64 * id);
    }
    parse.giveBack();
  }

  @Test
  void allDecodersMakeTheSameMessages() throws Exception {
    PacketDecode decode = new PacketDecode();
    for (int i = 0; i < 2; i++) {
      assertThat(decode.flatByWharf())
          .isEqualTo(EchoPackets.request())
          .isEqualTo(decode.flatByProtobufArray())
          .isEqualTo(decode.flatByProtobufDirect());
      Message nested = decode.nestedByProtobufArray();
      assertThat(decode.nestedByWharf())
          .isEqualTo(nested)
          .isEqualTo(decode.nestedByProtobufDirect());
    }
  }

  @Test
  void allEncodersMakeFramesOfTheSameSize() {
    PacketEncode encode = new PacketEncode();
    assertThat(encode.echoReplyByWharf())
        .isEqualTo(4 + EchoPackets.reply().getSerializedSize())
        .isEqualTo(encode.echoReplyByNetty())
        .isEqualTo(encode.echoReplyByProtobufArray());
    encode.giveBack();
  }

  @Test
  void aBufferThatIsNotGivenBackIsReported() {
    EngineBuffers buffers = new EngineBuffers();
    SendBuffer kept = buffers.pool().acquire(1);
    assertThatIllegalStateException()
        .isThrownBy(buffers::close)
        .withMessage("1 buffers were not given back");
    kept.close();
    buffers.close();
  }

  @Test
  void theTableShowsWharfBesideTheOthers() {
    List<String> lines =
        PartsTable.lines(
            List.of(
                new Measured("Part", "work", "Another", 8, 7, 9, 0),
                new Measured("Part", "work", "Wharf", 4, 3, 5, 24),
                new Measured("Part", "other", "Another", 8, 7, 9, Double.NaN)));
    assertThat(lines)
        .containsExactly(
            "part  work   by       ns/op  min-max  Wharf/this  B/op",
            "Part  other  Another    8.0  7.0-9.0           -     -",
            "Part  work   Wharf      4.0  3.0-5.0        1.00  24.0",
            "Part  work   Another    8.0  7.0-9.0        0.50   0.0");
  }

  @Test
  void namesTheBenchmarksWhenNoneMatches() {
    assertThat(errorOf("--only", "NoSuchThing"))
        .contains("no benchmark has 'NoSuchThing' in its name")
        .contains("FrameParse.oneFrameByWharf");
    assertThat(errorOf("--forks", "0")).contains("--forks must be at least 1");
    assertThat(errorOf("--iterations", "0")).contains("iterations and seconds must be more than 0");
  }

  private static String errorOf(String... arguments) {
    StringWriter told = new StringWriter();
    CommandLine command = new CommandLine(new PartsCommand()).setErr(new PrintWriter(told, true));
    assertThat(command.execute(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
    return told.toString();
  }
}
