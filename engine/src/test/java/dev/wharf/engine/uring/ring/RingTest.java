package dev.wharf.engine.uring.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.uring.channels.Rings;
import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.RingRefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingTest {
  @BeforeEach
  void needsARing() {
    Rings.assume();
  }

  @Test
  void completesASubmittedEntry() throws IOException {
    try (Ring ring = Ring.open(new RingSize(8, 16))) {
      ring.write(Abi.OP_NOP, -1, 0, 0, 42);
      ring.submitAndGet(true);
      assertThat(takeAll(ring)).containsExactly(42L);
      assertThat(ring.hasCompletion()).isFalse();
    }
  }

  @Test
  void wrapsAround() throws IOException {
    try (Ring ring = Ring.open(new RingSize(4, 8))) {
      List<Long> taken = new ArrayList<>();
      for (long i = 1; i <= 100; i++) {
        ring.write(Abi.OP_NOP, -1, 0, 0, i);
        ring.submitAndGet(true);
        taken.addAll(takeAll(ring));
      }
      assertThat(taken).containsExactlyElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
    }
  }

  @Test
  void losesNoCompletionWhenTheQueueIsFull() throws IOException {
    try (Ring ring = Ring.open(new RingSize(4, 4))) {
      for (long i = 1; i <= 40; i++) {
        assertThat(ring.makeRoom(1, 0)).isTrue();
        ring.write(Abi.OP_NOP, -1, 0, 0, i);
      }
      ring.submit();
      List<Long> taken = new ArrayList<>();
      boolean overflown = false;
      while (taken.size() < 40) {
        ring.submitAndGet(true);
        overflown |= ring.hasOverflown();
        taken.addAll(takeAll(ring));
      }
      assertThat(overflown).isTrue();
      assertThat(taken).containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
    }
  }

  @Test
  void namesTheReasonOfARefusal() {
    assertThatThrownBy(() -> Ring.open(new RingSize(1 << 30, 1 << 30)))
        .isInstanceOf(RingRefusedException.class)
        .hasMessageContaining("io_uring_setup failed with error 22 (Invalid argument)");
  }

  /// The feature is the kernel's `IORING_FEAT_NO_IOWAIT` (1 << 17). The flags are its
  /// `IORING_ENTER_NO_IOWAIT` (1 << 7) and `IORING_ENTER_GETEVENTS` (1).
  @Test
  void waitsAsAnIdleThreadWhereTheKernelSupportsIt() {
    assertThat(Ring.waitFlags(1 << 17)).isEqualTo(1 | 1 << 7);
    assertThat(Ring.waitFlags(~(1 << 17))).isEqualTo(1);
  }

  private static List<Long> takeAll(Ring ring) {
    List<Long> taken = new ArrayList<>();
    while (ring.hasCompletion()) {
      taken.add(ring.userData());
      ring.take();
    }
    return taken;
  }
}
