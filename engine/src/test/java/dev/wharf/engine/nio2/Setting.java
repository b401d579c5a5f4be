package dev.wharf.engine.nio2;

import java.util.Arrays;
import java.util.stream.Stream;

/// The provider, and the kind of channel group, with which a test class runs.
record Setting(Providers provider, GroupKind kind) {
  static Stream<Setting> everyGroupOfEveryProvider() {
    return providers()
        .flatMap(one -> Arrays.stream(GroupKind.values()).map(kind -> new Setting(one, kind)));
  }

  static Stream<Setting> everyProvider() {
    return providers().map(one -> new Setting(one, GroupKind.FIXED_1));
  }

  /// Returns all providers, or only the provider that `-Dwharf.nio2.provider` names.
  private static Stream<Providers> providers() {
    String only = System.getProperty("wharf.nio2.provider");
    return Arrays.stream(Providers.values()).filter(one -> only == null || one.name().equals(only));
  }

  @Override
  public String toString() {
    return provider + " " + kind;
  }
}
