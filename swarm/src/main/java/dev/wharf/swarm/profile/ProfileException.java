package dev.wharf.swarm.profile;

/// A profile that cannot be used; the message says in one line what is wrong, and where.
public final class ProfileException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  ProfileException(String message) {
    super(message);
  }
}
