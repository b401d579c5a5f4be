package dev.wharf.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir Path folder;

  @Test
  void removesOnlyTheLineBreaksAtTheEnd() throws IOException {
    assertThat(TextFile.read(file("secret\n"))).isEqualTo("secret");
    assertThat(TextFile.read(file(" se\ncret \r\n\n"))).isEqualTo(" se\ncret ");
    assertThat(TextFile.read(file("geheimnis-ü"))).isEqualTo("geheimnis-ü");
  }

  @Test
  void readsUpToItsLimit() throws IOException {
    assertThat(TextFile.read(file("x".repeat(TextFile.MAX_BYTES)))).hasSize(TextFile.MAX_BYTES);
    assertThatThrownBy(() -> TextFile.read(file("x".repeat(TextFile.MAX_BYTES + 1))))
        .isInstanceOf(IOException.class)
        .hasMessage("the file is larger than 65536 bytes");
  }

  @Test
  void namesTheReasonWhenItCannotRead() {
    assertThatThrownBy(() -> TextFile.read(folder.resolve("none").toString()))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no such file");
    assertThatThrownBy(() -> TextFile.read(folder.toString()))
        .isInstanceOf(IOException.class)
        .hasMessage("is no regular file");
    assertThatThrownBy(() -> TextFile.read(file("\r\n")))
        .isInstanceOf(IOException.class)
        .hasMessage("the file is empty");
    assertThatThrownBy(() -> TextFile.read("a\0b"))
        .isInstanceOf(IOException.class)
        .hasMessage("is no path of a file");
  }

  private String file(String content) throws IOException {
    Path file = folder.resolve("file");
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    return file.toString();
  }
}
