package dev.wharf.channels;

import java.util.Arrays;
import java.util.stream.Stream;

/// The provider, and the kind of channel group, with which a test class runs.
record Setting(Providers provider, GroupKind kind) {
  /// The seed of random choices; `-Dwharf.nio2.seed=N` repeats the choices of an earlier run. In a
  /// simulation they include the order in which threads run. On the machine they do not.
  static final long SEED = Long.getLong("wharf.nio2.seed", System.nanoTime());

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
