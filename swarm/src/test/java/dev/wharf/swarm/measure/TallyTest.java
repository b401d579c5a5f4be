package dev.wharf.swarm.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void aMessageIsExpectedOnceByEachReceiver() {
    tally.sent(3);
    tally.sent(1);
    tally.arrived(Arrival.IN_ORDER);
    assertThat(tally.counts()).isEqualTo(new Counts(2, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0));
    assertThat(tally.counts().lost()).isEqualTo(3);
    assertThat(tally.isComplete()).isFalse();
  }

  @Test
  void aDuplicateDoesNotReplaceAMissingMessage() {
    tally.sent(2);
    tally.arrived(Arrival.IN_ORDER);
    tally.arrived(Arrival.DUPLICATE);
    assertThat(tally.isComplete()).isFalse();
    assertThat(tally.counts().lost()).isEqualTo(1);
  }

  @Test
  void aLateArrivalIsDeliveredAndOutOfOrder() {
    tally.sent(1);
    tally.arrived(Arrival.LATE);
    assertThat(tally.counts()).isEqualTo(new Counts(1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0));
    assertThat(tally.isComplete()).isTrue();
  }

  @Test
  void aRefusedMessageIsNotExpected() {
    tally.sent(5);
    tally.refused(5);
    assertThat(tally.counts()).isEqualTo(new Counts(1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(tally.isComplete()).isTrue();
  }

  @Test
  void everyOtherFaultHasItsOwnCount() {
    tally.notSent();
    tally.corrupted();
    tally.gap(7);
    tally.unexpected();
    assertThat(tally.counts()).isEqualTo(new Counts(0, 1, 0, 0, 0, 0, 0, 1, 7, 1, 0));
  }

  @Test
  void countsAddUp() {
    Counts one = new Counts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0);
    assertThat(one.plus(one)).isEqualTo(new Counts(2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 0));
    assertThat(one.plus(Counts.NONE)).isEqualTo(one);
  }

  @Test
  void arrivalsAfterTheLastSendCountAsDeliveredAndSettling() {
    Tally tally = new Tally();
    AtomicLong due = new AtomicLong(3);
    tally.dueFrom(due::get);
    tally.sent(3);
    tally.arrived(Arrival.IN_ORDER);
    tally.endSending();
    due.set(99);
    tally.arrived(Arrival.IN_ORDER);
    tally.arrived(Arrival.LATE);
    tally.arrived(Arrival.DUPLICATE);
    assertThat(tally.counts().delivered()).isEqualTo(3);
    assertThat(tally.settling()).isEqualTo(2);
    assertThat(tally.due()).as("no further message becomes due").isEqualTo(3);
  }

  @Test
  void deliveriesThatAreLostWithAConnectionStayExpected() {
    Tally tally = new Tally();
    tally.sent(3);
    tally.lostWithConnection(2);
    tally.lostWithConnection(-1);
    assertThat(tally.lostWithConnection()).isEqualTo(1);
    assertThat(tally.counts().lost()).isEqualTo(3);
  }
}
