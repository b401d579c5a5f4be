package dev.wharf.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.SwarmControl;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeySteeringTest {
  private final List<String> notes = new ArrayList<>();
  private int stops;
  private final SwarmControl control =
      new SwarmControl(100_000, () -> stops++, (kind, text) -> notes.add(text));
  private final KeySteering keys = new KeySteering(control);

  @Test
  void plusAndMinusChangeTheClientsByATenth() {
    press("+", 500);
    assertThat(control.clients()).hasValue(550);
    press("+", 500); // the 50 new clients are not connected yet
    assertThat(control.clients()).hasValue(605);
    press("-", 605);
    assertThat(control.clients()).hasValue(544);
    assertThat(notes).containsExactly("550 clients", "605 clients", "544 clients");
  }

  @Test
  void fewClientsChangeByOneAndOneStays() {
    press("+", 3);
    assertThat(control.clients()).hasValue(4);
    press("-----", 4);
    assertThat(control.clients()).hasValue(1);
  }

  @Test
  void thereAreNeverMoreClientsThanLogins() {
    SwarmControl few = new SwarmControl(12, () -> {}, (kind, text) -> {});
    new KeySteering(few).onKey('+', 12);
    assertThat(few.clients()).hasValue(12);
  }

  @Test
  void thereAreNeverMoreClientsThanTheMaximum() {
    press("++", 99_000);
    assertThat(control.clients()).hasValue(100_000);
  }

  @Test
  void beforeTheFirstClientTheNumberIsTheProfiles() {
    press("+-", 0);
    assertThat(control.clients()).isEmpty();
  }

  @Test
  void bracketsChangeTheRateByTenPercentOfTheProfiles() {
    press("]]", 500);
    assertThat(control.rateFactor()).isEqualTo(1.2);
    press("[[[", 500);
    assertThat(control.rateFactor()).isEqualTo(0.9);
    press("[".repeat(20), 500);
    assertThat(control.rateFactor()).isEqualTo(0.1);
    assertThat(notes).startsWith("rate 110 %", "rate 120 %", "rate 110 %").endsWith("rate 10 %");
  }

  @Test
  void zeroGoesBackToTheProfile() {
    press("+]0", 500);
    assertThat(control.clients()).isEmpty();
    assertThat(control.rateFactor()).isEqualTo(1);
  }

  @Test
  void pauseAndResumeAreTheSameKey() {
    press("p", 500);
    assertThat(keys.state().isPaused()).isTrue();
    press(" ", 500);
    assertThat(keys.state().isPaused()).isFalse();
    assertThat(notes).containsExactly("paused", "resumed");
  }

  @Test
  void stopsOnceAndReportsIt() {
    press("qq", 500);
    assertThat(stops).isEqualTo(1);
    assertThat(keys.state().isStopping()).isTrue();
    assertThat(notes).containsExactly("stopped");
  }

  @Test
  void otherKeysDoNothing() {
    press("xA\n\u0004", 500);
    assertThat(notes).isEmpty();
  }

  private void press(String all, int clients) {
    all.chars().forEach(key -> keys.onKey((char) key, clients));
  }
}
