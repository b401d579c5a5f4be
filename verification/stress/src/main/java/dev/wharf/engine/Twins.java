package dev.wharf.engine;

/// Helps broken twins to show their fault.
public final class Twins {
  private Twins() {}

  /// Waits for some dozens of instructions between two steps that a correct class does in one. So
  /// the other thread comes between them even in a short run.
  public static void linger() {
    for (int i = 0; i < 20; i++) {
      Thread.onSpinWait();
    }
  }
}
