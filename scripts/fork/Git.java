package fork;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A git repository.
record Git(Path root) {
  private static final String TREE = "Wharf-Tree: ";

  /// The files that git tracks, as they were added last.
  Stream<String> files() throws IOException {
    return lines("ls-files", "-z");
  }

  /// The output of a git command with `-z`.
  Stream<String> lines(String... arguments) throws IOException {
    return Stream.of(run(arguments).split("\0")).filter(line -> !line.isEmpty());
  }

  /// The commit, with a mark when files differ from it.
  String head() throws IOException {
    return run("describe", "--always", "--dirty", "--abbrev=12");
  }

  /// The first of these branches that it has; empty without one.
  Optional<String> firstOf(String... refs) throws IOException {
    for (String ref : refs) {
      if (!fails("merge-base", "HEAD", ref)) {
        return Optional.of(ref);
      }
    }
    return Optional.empty();
  }

  /// Gets a branch of another repository with its history. This one, which has no commit yet, goes
  /// on from that commit.
  void beginWith(Git other, String ref, String commit) throws IOException {
    String folder = other.root.toString();
    run("fetch", "-q", "--no-tags", "--update-shallow", folder, ref);
    run("update-ref", "HEAD", commit);
  }

  /// Copies tracked files as they were added last: neither untracked files nor later changes.
  void copy(List<String> files, Path target) throws IOException {
    Commands.runWith(
        String.join("\0", files),
        root,
        "git",
        "checkout-index",
        "-z",
        "--stdin",
        "--prefix=" + target + "/");
  }

  void begin(String branch) throws IOException {
    run("init", "-q", "-b", branch);
  }

  /// Makes another branch, of the same commit.
  void branch(String name) throws IOException {
    run("branch", "-q", name);
  }

  /// Commits all files, also those that .gitignore names; nothing when none has changed.
  void commit(String message) throws IOException {
    run("add", "-A", "-f");
    if (fails("rev-parse", "-q", "--verify", "HEAD") || fails("diff", "--cached", "--quiet")) {
      commitAdded("-m", message);
    }
  }

  /// Commits all files as a tree of Wharf. The message has the tree's id: so a commit that was made
  /// or changed by hand is known, see [#isUpstream].
  void commitUpstream(String message) throws IOException {
    run("add", "-A", "-f");
    commitAdded("--allow-empty", "-m", message, "-m", TREE + run("write-tree"));
  }

  /// Whether [#commitUpstream] has made a commit as it is.
  boolean isUpstream(String commit) throws IOException {
    return run("log", "-1", "--format=%B", commit)
        .lines()
        .toList()
        .contains(TREE + run("rev-parse", commit + "^{tree}"));
  }

  /// Commits what is added.
  void commitAdded(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (fails("var", "GIT_COMMITTER_IDENT")) {
      command.addAll(List.of("-c", "user.name=fork", "-c", "user.email=fork@localhost"));
    }
    command.addAll(List.of("commit", "-q"));
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  /// Runs git in this repository.
  ///
  /// @return what it prints, without the space around
  String run(String... arguments) throws IOException {
    return Commands.run(root, command(arguments)).strip();
  }

  /// Runs git in this repository, and does not show what it prints.
  boolean fails(String... arguments) throws IOException {
    return Commands.isFailing(root, command(arguments));
  }

  private static String[] command(String... arguments) {
    return Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new);
  }
}
