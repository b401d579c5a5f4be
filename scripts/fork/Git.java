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

  /// The files that git tracks.
  Stream<String> files() throws IOException {
    return lines("ls-files", "-z");
  }

  /// The output of a git command with `-z`.
  Stream<String> lines(String... arguments) throws IOException {
    return Stream.of(run(arguments).split("\0")).filter(line -> !line.isEmpty());
  }

  /// The current commit. It has a mark when files differ from it.
  String head() throws IOException {
    return run("describe", "--always", "--dirty", "--abbrev=12");
  }

  /// The first of these refs that exists and shares a commit with HEAD. Empty when there is none.
  Optional<String> firstOf(String... refs) throws IOException {
    for (String ref : refs) {
      if (!fails("merge-base", "HEAD", ref)) {
        return Optional.of(ref);
      }
    }
    return Optional.empty();
  }

  /// Fetches a branch of another repository with its history. This repository, which has no commit
  /// yet, continues from the given commit.
  void beginWith(Git other, String ref, String commit) throws IOException {
    String folder = other.root.toString();
    run("fetch", "-q", "--no-tags", "--update-shallow", folder, ref);
    run("update-ref", "HEAD", commit);
  }

  /// Copies the tracked files as they were added to the index. Untracked files and later changes
  /// are not copied.
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

  /// Creates another branch at the current commit.
  void branch(String name) throws IOException {
    run("branch", "-q", name);
  }

  /// Commits all files, including those that .gitignore names. Does nothing when no file has
  /// changed.
  void commit(String message) throws IOException {
    run("add", "-A", "-f");
    if (fails("rev-parse", "-q", "--verify", "HEAD") || fails("diff", "--cached", "--quiet")) {
      commitAdded("-m", message);
    }
  }

  /// Commits all files as a tree of Wharf. The message has the tree's id, so that [#isUpstream]
  /// detects a commit that was made or changed by hand.
  void commitUpstream(String message) throws IOException {
    run("add", "-A", "-f");
    commitAdded("--allow-empty", "-m", message, "-m", TREE + run("write-tree"));
  }

  /// Whether [#commitUpstream] has made this commit, and nobody has changed it.
  boolean isUpstream(String commit) throws IOException {
    return run("log", "-1", "--format=%B", commit)
        .lines()
        .toList()
        .contains(TREE + run("rev-parse", commit + "^{tree}"));
  }

  /// Commits the added files.
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
  /// @return its output, without surrounding white space
  String run(String... arguments) throws IOException {
    return Commands.run(root, command(arguments)).strip();
  }

  /// Runs git in this repository, and hides its output. Returns whether it failed.
  boolean fails(String... arguments) throws IOException {
    return Commands.isFailing(root, command(arguments));
  }

  private static String[] command(String... arguments) {
    return Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new);
  }
}
