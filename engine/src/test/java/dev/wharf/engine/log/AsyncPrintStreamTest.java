package dev.wharf.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AsyncPrintStreamTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final AtomicLong told = new AtomicLong();
  private final AsyncPrintStream stream =
      AsyncPrintStream.to(
          new OutputStream() {
            @Override
            public void write(int one) {
              throw new AssertionError("the stream must write whole lines");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
          },
          "test",
          told::addAndGet);

  @Test
  void writesWholeLinesWhenTheyArePrintedInPieces() {
    stream.print("one ");
    stream.printf("%d and %s%n", 2, "three");
    stream.println("안녕");
    assertThat(stream.awaitWritten(PATIENCE)).isTrue();
    assertThat(String.join("", writes))
        .isEqualTo("one 2 and three" + System.lineSeparator() + "안녕" + System.lineSeparator());
    assertThat(writes).allMatch(write -> write.endsWith("\n"));
  }

  @Test
  void writesAPromptWhenItIsFlushed() {
    stream.print("> ");
    assertThat(stream.awaitWritten(PATIENCE)).isTrue();
    assertThat(writes).isEmpty();

    stream.flush();
    assertThat(stream.awaitWritten(PATIENCE)).isTrue();
    assertThat(writes).containsExactly("> ");
  }

  @Test
  void writesAMessageOfManyLinesAtOnce() {
    byte[] message = "a\n\tat b\n\tat c\n".getBytes(StandardCharsets.UTF_8);
    stream.write(message, 0, message.length);
    assertThat(stream.awaitWritten(PATIENCE)).isTrue();
    assertThat(writes).containsExactly("a\n\tat b\n\tat c\n");
  }

  @Test
  void neverBlocksTheCallerAndReportsDroppedLines() throws IOException {
    PipedInputStream stuck = new PipedInputStream(4 * 1024);
    AsyncPrintStream full =
        AsyncPrintStream.to(new PipedOutputStream(stuck), "test", told::addAndGet);
    String line = "x".repeat(1023);
    int lines = 2 * AsyncPrintStream.CAPACITY / 1024;
    for (int i = 0; i < lines; i++) {
      full.println(line);
    }
    long lost = full.lost();
    assertThat(lost).isBetween(lines / 2L - 4, lines / 2L + 16);
    assertThat(full.awaitWritten(Duration.ofMillis(10))).isFalse();

    Thread reader = Thread.ofVirtual().start(() -> readAll(stuck));
    assertThat(full.awaitWritten(PATIENCE)).isTrue();
    assertThat(told).hasValue(lost);
    reader.interrupt();
  }

  private static void readAll(InputStream stream) {
    try {
      stream.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The interrupt at the end of the test has ended the read.
    }
  }
}
