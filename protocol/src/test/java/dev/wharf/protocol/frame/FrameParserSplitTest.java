package dev.wharf.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.protocol.catalog.FieldOrder;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.SizeMeaning;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The parser must find the same frames in a stream for every way to split the stream into pieces.
class FrameParserSplitTest {
  private static final int LIMIT = 300;

  @Test
  void findsTheSameFramesInAnyPieces() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      HeaderFormat format = randomFormat(random);
      byte[] stream = randomStream(random, format);
      List<String> expected = new SimpleFrameReader(format, LIMIT).read(stream);
      FrameParser parser = new FrameParser(format, LIMIT);
      assertThat(StreamFeeder.feed(parser, stream, left -> 1 + random.nextInt(left)))
          .as("seed %d, %s", seed, format)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void findsTheSameFramesInPiecesOfFixedLength(int length) {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      HeaderFormat format = randomFormat(random);
      byte[] stream = randomStream(random, format);
      List<String> expected = new SimpleFrameReader(format, LIMIT).read(stream);
      assertThat(StreamFeeder.feed(new FrameParser(format, LIMIT), stream, left -> length))
          .as("seed %d, %s", seed, format)
          .isEqualTo(expected);
    }
  }

  @Test
  void findsTheSameFramesWhereverTheStreamIsCutInTwo() {
    Random random = new Random(7);
    byte[] stream = randomStream(random, HeaderFormat.SERVER_CORE);
    List<String> expected = new SimpleFrameReader(HeaderFormat.SERVER_CORE, LIMIT).read(stream);
    for (int cut = 1; cut < stream.length; cut++) {
      int first = cut;
      FrameParser parser = new FrameParser(HeaderFormat.SERVER_CORE, LIMIT);
      assertThat(StreamFeeder.feed(parser, stream, left -> left == stream.length ? first : left))
          .as("cut at %d", cut)
          .isEqualTo(expected);
    }
  }

  private static HeaderFormat randomFormat(Random random) {
    int[] idWidths = {1, 2, 4};
    return new HeaderFormat(
        random.nextBoolean() ? 2 : 4,
        idWidths[random.nextInt(3)],
        random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN,
        SizeMeaning.values()[random.nextInt(3)],
        FieldOrder.values()[random.nextInt(2)]);
  }

  /// Returns a stream of frames with random ids and bodies. Some streams contain a frame that is
  /// too large, some are cut off, and some end with random bytes.
  private static byte[] randomStream(Random random, HeaderFormat format) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    int frames = 3 + random.nextInt(12);
    for (int i = 0; i < frames; i++) {
      stream.writeBytes(randomFrame(random, format));
    }
    stream.writeBytes(randomBytes(random, random.nextInt(6)));
    return stream.toByteArray();
  }

  private static byte[] randomFrame(Random random, HeaderFormat format) {
    int room = LIMIT - format.headerBytes();
    int bodyBytes = random.nextInt(20) == 0 ? room + random.nextInt(3) : random.nextInt(room);
    byte[] frame = new byte[format.headerBytes() + bodyBytes];
    byte[] body = randomBytes(random, bodyBytes);
    format.write(frame, 0, random.nextInt(), bodyBytes);
    System.arraycopy(body, 0, frame, format.headerBytes(), bodyBytes);
    return frame;
  }

  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
