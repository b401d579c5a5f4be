package fork;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A git repository.
record Git(Path root) {
  /// The files that git tracks, as they were added last.
  Stream<String> files() throws IOException {
    return Stream.of(Commands.run(root, "git", "ls-files", "-z").split("\0"));
  }

  /// The commit, with a mark when files differ from it.
  String head() throws IOException {
    return Commands.run(root, "git", "describe", "--always", "--dirty", "--abbrev=12").strip();
  }

  /// The first of these branches that it has; empty without one.
  Optional<String> firstOf(String... refs) throws IOException {
    for (String ref : refs) {
      if (!Commands.isFailing(root, "git", "merge-base", "HEAD", ref)) {
        return Optional.of(ref);
      }
    }
    return Optional.empty();
  }

  /// Has this repository, which has no commit yet, begin with the history that another's commit and
  /// its branch have in common.
  void beginWith(Git other, String ref) throws IOException {
    String commit = Commands.run(other.root, "git", "merge-base", "HEAD", ref).strip();
    String folder = other.root.toString();
    Commands.run(root, "git", "fetch", "-q", "--no-tags", "--update-shallow", folder, ref);
    Commands.run(root, "git", "update-ref", "HEAD", commit);
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
    Commands.run(root, "git", "init", "-q", "-b", branch);
  }

  /// Makes another branch, of the same commit.
  void branch(String name) throws IOException {
    Commands.run(root, "git", "branch", "-q", name);
  }

  /// Commits all files, also those that .gitignore names.
  void commit(String message) throws IOException {
    Commands.run(root, "git", "add", "-A", "-f");
    List<String> command = new ArrayList<>(List.of("git"));
    if (Commands.isFailing(root, "git", "var", "GIT_COMMITTER_IDENT")) {
      command.addAll(List.of("-c", "user.name=fork", "-c", "user.email=fork@localhost"));
    }
    command.addAll(List.of("commit", "-q", "-m", message));
    Commands.run(root, command.toArray(String[]::new));
  }
}
