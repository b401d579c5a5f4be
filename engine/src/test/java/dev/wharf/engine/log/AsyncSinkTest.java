package dev.wharf.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AsyncSinkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Has one permit for each item that the sink's target may take.
  private final Semaphore permits = new Semaphore(0);

  private final List<String> written = new CopyOnWriteArrayList<>();
  private final List<Long> told = new CopyOnWriteArrayList<>();
  private final AsyncSink<String> sink = sink(this::write);

  @Test
  void takesItemsWhileItsTargetIsBlockedAndWritesThemInOrderLater() {
    assertThat(sink.offer("one")).isTrue();
    assertThat(sink.offer("two")).isTrue();
    assertThat(written).isEmpty();

    permits.release(2);
    assertThat(sink.awaitWritten(PATIENCE)).isTrue();
    assertThat(written).containsExactly("one", "two");
    assertThat(sink.lost()).isZero();
  }

  @Test
  void dropsItemsWithoutRoomAndReportsTheirNumberLater() {
    assertThat(sink.offer("12345")).isTrue();
    assertThat(sink.offer("12345")).isTrue();
    assertThat(sink.offer("6")).isFalse();
    assertThat(sink.offer("7")).isFalse();
    assertThat(sink.lost()).isEqualTo(2);
    assertThat(told).isEmpty();

    permits.release(2);
    assertThat(sink.awaitWritten(PATIENCE)).isTrue();
    assertThat(written).containsExactly("12345", "12345");
    assertThat(told).containsExactly(2L);
    assertThat(sink.lost()).as("total of lost items").isEqualTo(2);
  }

  @Test
  void reportsEachLossOnce() {
    sink.offer("1234567890");
    sink.offer("lost");
    permits.release(1);
    assertThat(sink.awaitWritten(PATIENCE)).isTrue();
    sink.offer("more");
    permits.release(1);
    assertThat(sink.awaitWritten(PATIENCE)).isTrue();
    assertThat(told).containsExactly(1L);
  }

  @Test
  void hasRoomAgainForTheItemsThatItWrote() {
    permits.release(3);
    for (String item : List.of("1234567890", "abcdefghij", "ABCDEFGHIJ")) {
      assertThat(sink.offer(item)).isTrue();
      assertThat(sink.awaitWritten(PATIENCE)).isTrue();
    }
    assertThat(written).hasSize(3);
  }

  @Test
  void takesAsMuchAsItsCapacity() {
    sink.setCapacity(12);
    assertThat(sink.offer("123456789012")).isTrue();
    sink.setCapacity(5);
    assertThat(sink.offer("1")).isFalse();
    permits.release(1);
    assertThat(sink.awaitWritten(PATIENCE)).isTrue();
    assertThat(written).containsExactly("123456789012");
  }

  @Test
  void dropsAnItemThatIsLargerThanItsCapacity() {
    permits.release(1);
    assertThat(sink.offer("12345678901")).isFalse();
    assertThat(sink.lost()).isEqualTo(1);
  }

  @Test
  void waitsNoLongerThanTheGivenTime() {
    sink.offer("stuck");
    assertThat(sink.awaitWritten(Duration.ofMillis(10))).isFalse();
  }

  @Test
  void continuesAfterATargetThatThrowsAndCountsTheLostItem() {
    List<String> seen = new CopyOnWriteArrayList<>();
    AsyncSink<String> failing =
        sink(
            item -> {
              seen.add(item);
              throw new IOException("the pipe is closed");
            });
    failing.offer("one");
    failing.offer("two");
    assertThat(failing.awaitWritten(PATIENCE)).isTrue();
    assertThat(seen).containsExactly("one", "two");
    assertThat(failing.lost()).isEqualTo(2);
    assertThat(told).as("a notice would be lost as well, so none is made").isEmpty();
  }

  @Test
  void continuesAfterANoticeThatThrowsAndReportsTheLossAgain() {
    AsyncSink<String> broken =
        new AsyncSink<>(
            "test",
            10,
            String::length,
            this::write,
            lost -> {
              told.add(lost);
              if (told.size() == 1) {
                throw new AssertionError("thrown by the test");
              }
            });
    broken.offer("1234567890");
    broken.offer("no room");
    permits.release(2);
    assertThat(broken.awaitWritten(PATIENCE)).isTrue();
    broken.offer("next");
    assertThat(broken.awaitWritten(PATIENCE)).isTrue();
    assertThat(written).containsExactly("1234567890", "next");
    assertThat(told).containsExactly(1L, 1L);
  }

  @Test
  void waitsForTheNoticeOfALossToo() {
    AtomicReference<AsyncSink<String>> self = new AtomicReference<>();
    self.set(
        new AsyncSink<>(
            "test", 10, String::length, this::write, lost -> self.get().offer(lost + " lost")));
    self.get().offer("1234567890");
    self.get().offer("no room");
    permits.release(2);
    assertThat(self.get().awaitWritten(PATIENCE)).isTrue();
    assertThat(written).containsExactly("1234567890", "1 lost");
  }

  private AsyncSink<String> sink(AsyncSink.Target<String> target) {
    return new AsyncSink<>("test", 10, String::length, target, told::add);
  }

  private void write(String item) {
    permits.acquireUninterruptibly();
    written.add(item);
  }
}
