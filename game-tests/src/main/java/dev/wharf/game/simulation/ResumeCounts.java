package dev.wharf.game.simulation;

import java.util.Locale;

/// How often connections were cut, and how players came back.
///
/// @param cuts the connections that the network has cut
/// @param resumes the sessions that went on with a new connection
/// @param replayed the packets that users have sent again on a new connection
/// @param takeOvers the logins that have ended an earlier session of their account
/// @param refused the resumes that the server has refused
public record ResumeCounts(long cuts, long resumes, long replayed, long takeOvers, long refused) {
  /// The value with all counts at zero.
  static final ResumeCounts NONE = new ResumeCounts(0, 0, 0, 0, 0);

  /// Returns the sums of these counts and other counts.
  ResumeCounts plus(ResumeCounts other) {
    return new ResumeCounts(
        cuts + other.cuts,
        resumes + other.resumes,
        replayed + other.replayed,
        takeOvers + other.takeOvers,
        refused + other.refused);
  }

  /// Returns the counts as a text for people.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d cuts, %,d resumes, %,d packets replayed, %,d take-overs, %,d resumes refused",
        cuts,
        resumes,
        replayed,
        takeOvers,
        refused);
  }
}
