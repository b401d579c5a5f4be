package dev.wharf.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RefCountTest {
  private final RefCount owners = new RefCount();

  @Test
  void isFreedOnceByTheLastRelease() {
    owners.retain();
    assertThat(owners.tryRetain()).isTrue();
    assertThat(owners.count()).isEqualTo(3);
    assertThat(owners.release()).isFalse();
    assertThat(owners.release()).isFalse();
    assertThat(owners.release()).isTrue();
    assertThat(owners.count()).isZero();
  }

  @Test
  void isNeverRevived() {
    owners.release();
    assertThat(owners.tryRetain()).isFalse();
    assertThatThrownBy(owners::retain).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(owners::release).isInstanceOf(IllegalStateException.class);
    assertThat(owners.count()).isZero();
  }
}
