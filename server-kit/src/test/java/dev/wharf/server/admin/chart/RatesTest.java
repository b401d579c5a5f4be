package dev.wharf.server.admin.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatesTest {
  private static final long SECOND = 1_000_000_000;

  private Totals totals = new Totals(1, 2, 3, 4, 5, 6);
  private long now = 7;
  private final Rates rates = new Rates(() -> totals, () -> now);

  @Test
  void isTheIncreasePerSecondSinceTheLastSample() {
    totals = new Totals(3, 2, 13, 104, 1005, 20_006);
    now += 2 * SECOND;
    rates.sample();
    assertThat(rates.perSecond()).isEqualTo(new Totals(1, 0, 5, 50, 500, 10_000));

    now += SECOND;
    rates.sample();
    assertThat(rates.perSecond()).isEqualTo(Totals.NONE);
  }

  @Test
  void staysUnchangedWhenNoTimeHasPassed() {
    totals = new Totals(3, 2, 13, 104, 1005, 20_006);
    rates.sample();
    assertThat(rates.perSecond()).isEqualTo(Totals.NONE);
  }
}
