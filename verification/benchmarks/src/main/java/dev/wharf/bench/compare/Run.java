package dev.wharf.bench.compare;

/// One run on one server.
///
/// @param contender the server's title
/// @param trial the title of what was asked of it
/// @param round 0 for the round that is thrown away, then 1, 2, ...
/// @param outcome what came of it
record Run(String contender, String trial, int round, Outcome outcome) {
  /// One line for people.
  String summary(Figure figure) {
    return trial
        + ", "
        + (round == 0 ? "thrown away" : "round " + round)
        + " "
        + contender
        + ": "
        + figure.text(figure.of(outcome))
        + " "
        + figure.head()
        + (outcome.isFaultless() ? "" : ", REPLIES WRONG OR MISSING");
  }
}
