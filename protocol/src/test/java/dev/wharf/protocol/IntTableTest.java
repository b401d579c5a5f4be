package dev.wharf.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.protocol.util.IntTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntTableTest {
  @Test
  void findsSmallAndLargeKeysAndNoOthers() {
    Random random = new Random(1);
    for (int size = 0; size < 200; size++) {
      Map<Integer, String> entries = new HashMap<>();
      for (int i = 0; i < size; i++) {
        int key = random.nextBoolean() ? random.nextInt(1100) : random.nextInt();
        entries.put(key, "value of " + key);
      }
      IntTable<String> table = new IntTable<>(entries);
      entries.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
      for (int i = 0; i < 100; i++) {
        int key = random.nextBoolean() ? random.nextInt(1100) : random.nextInt();
        assertThat(table.get(key)).isEqualTo(entries.get(key));
      }
    }
  }

  @Test
  void findsTheExtremes() {
    IntTable<String> table =
        new IntTable<>(
            Map.of(0, "0", -1, "-1", 1023, "1023", 1024, "1024", Integer.MIN_VALUE, "min"));
    assertThat(table.get(0)).isEqualTo("0");
    assertThat(table.get(-1)).isEqualTo("-1");
    assertThat(table.get(1023)).isEqualTo("1023");
    assertThat(table.get(1024)).isEqualTo("1024");
    assertThat(table.get(Integer.MIN_VALUE)).isEqualTo("min");
    assertThat(table.get(1)).isNull();
    assertThat(table.get(Integer.MAX_VALUE)).isNull();
  }
}
