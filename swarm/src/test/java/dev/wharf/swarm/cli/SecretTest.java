package dev.wharf.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
  private static final Secret TOKEN = new Secret("--token", "WHARF_TOKEN");

  @TempDir Path folder;
  private String file = "";

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("token"), "in-the-file\n").toString();
  }

  @Test
  void usesTheSourceWithTheHighestPrecedence() {
    Map<String, String> none = Map.of();
    Map<String, String> variable = Map.of("WHARF_TOKEN", "in-the-environment");
    Map<String, String> variableOfFile = Map.of("WHARF_TOKEN_FILE", file);
    assertThat(TOKEN.find(null, null, none)).isEmpty();
    assertThat(TOKEN.find(null, null, variableOfFile)).isEqualTo("in-the-file");
    assertThat(TOKEN.find(null, null, variable)).isEqualTo("in-the-environment");
    assertThat(TOKEN.find(null, file, variable)).isEqualTo("in-the-file");
    assertThat(TOKEN.find("given", null, variable)).isEqualTo("given");
    assertThat(TOKEN.find("", null, variable)).as("an empty token on purpose").isEmpty();
  }

  @Test
  void rejectsTwoSourcesOfTheSamePrecedenceAndShowsNeither() {
    assertThatThrownBy(() -> TOKEN.find("given", file, Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage("--token and --token-file are both given: remove one");
    assertThatThrownBy(
            () -> TOKEN.find(null, null, Map.of("WHARF_TOKEN", "x", "WHARF_TOKEN_FILE", file)))
        .isInstanceOf(UsageException.class)
        .hasMessage("WHARF_TOKEN and WHARF_TOKEN_FILE are both set: unset one");
  }

  @Test
  void namesTheFileThatCannotBeRead() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> TOKEN.find(null, missing.toString(), Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage("--token-file = " + missing + ": there is no such file");
    assertThatThrownBy(() -> TOKEN.find(null, null, Map.of("WHARF_TOKEN_FILE", "" + folder)))
        .isInstanceOf(UsageException.class)
        .hasMessage("WHARF_TOKEN_FILE = " + folder + ": is no regular file");
  }
}
