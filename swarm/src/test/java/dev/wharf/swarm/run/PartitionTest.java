package dev.wharf.swarm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.report.Segment;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 100", "2, 20, 100", "3, 20, 101", "3, 1, 100", "7, 3, 59", "4, 5, 17"})
  void eachClientIsOfExactlyOneProcessHoweverManyThereAre(int processes, int block, int most) {
    for (int clients = 0; clients <= most; clients++) {
      Set<Integer> all = new TreeSet<>();
      int sum = 0;
      for (Partition share : shares(processes, block)) {
        int own = share.of(clients);
        sum += own;
        IntStream.range(0, own).map(share::inTheRun).forEach(all::add);
      }
      assertThat(sum).isEqualTo(clients);
      assertThat(all).containsExactlyElementsOf(IntStream.range(0, clients).boxed().toList());
    }
  }

  @Test
  void theMembersOfARoomAreInOneProcess() {
    for (Partition share : shares(3, 20)) {
      int own = share.of(200);
      for (int i = 0; i < own; i++) {
        assertThat(share.inTheRun(i) / 20 % 3).isEqualTo(share.index());
      }
    }
  }

  @Test
  void dividesWithoutARemainder() {
    assertThat(shares(3, 1).stream().mapToInt(share -> share.part(500)).sum()).isEqualTo(500);
  }

  @Test
  void aRunHasNoMoreProcessesThanRooms() {
    assertThat(Partition.of(options(3, 3), 20).of(60)).isEqualTo(20);
    assertThatThrownBy(() -> Partition.of(options(1, 4), 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "4 processes are too many for 60 clients in rooms of 20, because a room cannot be"
                + " split");
    assertThat(Partition.of(options(4, 4), 1).of(60)).isEqualTo(15);
    assertThatThrownBy(() -> Partition.of(options(1, 61), 1))
        .hasMessage("61 processes are too many for 60 clients");
  }

  private static SwarmOptions options(int segment, int segments) {
    return SwarmOptions.builder(new InetSocketAddress("127.0.0.1", 1))
        .clients(60)
        .segment(new Segment(segment, segments))
        .build();
  }

  private static List<Partition> shares(int processes, int block) {
    return IntStream.range(0, processes).mapToObj(i -> new Partition(i, processes, block)).toList();
  }
}
