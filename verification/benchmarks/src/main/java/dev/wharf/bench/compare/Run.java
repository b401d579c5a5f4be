package dev.wharf.bench.compare;

/// One run on one server.
///
/// @param contender the server's title
/// @param trial the title of the trial
/// @param round 0 for the discarded round, then 1, 2, ...
/// @param outcome the result of the run
record Run(String contender, String trial, int round, Outcome outcome) {
  /// Returns the run as one line of text.
  String summary(Figure figure) {
    return trial
        + ", "
        + (round == 0 ? "discarded" : "round " + round)
        + " "
        + contender
        + ": "
        + figure.text(figure.of(outcome))
        + " "
        + figure.head()
        + (outcome.isFaultless() ? "" : ", REPLIES WRONG OR MISSING");
  }
}
