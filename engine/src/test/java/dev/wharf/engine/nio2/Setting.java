package dev.wharf.engine.nio2;

import java.util.Arrays;
import java.util.stream.Stream;

/// A provider and a kind of group: what a test class is run with.
record Setting(Providers provider, GroupKind kind) {
  static Stream<Setting> everyGroupOfEveryProvider() {
    return Arrays.stream(Providers.values())
        .flatMap(one -> Arrays.stream(GroupKind.values()).map(kind -> new Setting(one, kind)));
  }

  static Stream<Setting> everyProvider() {
    return Arrays.stream(Providers.values()).map(one -> new Setting(one, GroupKind.FIXED_1));
  }

  @Override
  public String toString() {
    return provider + " " + kind;
  }
}
