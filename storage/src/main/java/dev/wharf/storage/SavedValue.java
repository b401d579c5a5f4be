package dev.wharf.storage;

/// The value of one player in a [SavedField], from its first use until the player leaves.
/// Thread-safe. A value that depends on the earlier one is set by one thread at a time, such as the
/// callbacks of the player's session.
///
/// @param <V> the value
public final class SavedValue<V> {
  private final WriteBehind<SavedValue<V>> behind;
  private final String account;
  private final SavedField.Guard guard;

  /// The latest value. Any thread sets it, and a thread of the storage reads it.
  private volatile V value;

  private volatile boolean hasLeft;

  SavedValue(WriteBehind<SavedValue<V>> behind, String account, SavedField.Guard guard, V value) {
    this.behind = behind;
    this.account = account;
    this.guard = guard;
    this.value = value;
  }

  /// Returns the latest value.
  public V get() {
    return value;
  }

  /// Sets the value. It is durable `storage.save-after` later, or at once when the player has left.
  public void set(V next) {
    value = next;
    boolean _ = behind.set(account, this); // when it is not kept, this is counted
    if (hasLeft) {
      var _ = behind.flush(account);
    }
  }

  /// Says that the player has left.
  void leave() {
    hasLeft = true;
  }

  String account() {
    return account;
  }

  SavedField.Guard guard() {
    return guard;
  }
}
