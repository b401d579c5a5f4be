package fork;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// `wharf fork`: makes a git repository of a game with its own names, which uses Wharf's libraries
/// unchanged.
///
/// The branch `wharf` of the new repository has two commits: first the files of this project,
/// without those that only verify Wharf, and then the same files with the game's names. The branch
/// `main` starts there. So git can merge a newer Wharf, see [Upgrade]. When this project is itself
/// a fork, the new branch `wharf` continues the branch of this project. The launcher runs this file
/// as a source.
public final class Fork {
  static final String UPSTREAM = "wharf";

  private final Path source;
  private final Path target;
  private final Names to;

  private Fork(Path source, Path target, Names to) {
    this.source = source;
    this.target = target;
    this.to = to;
  }

  /// Makes a fork.
  ///
  /// @param args the project's folder, group, name, directory
  public static void main(String[] args) {
    try {
      if (args.length != 4) {
        throw new BadUse(
            "usage: fork <group> <name> <directory>, for example: fork com.example skyfall"
                + " ../skyfall");
      }
      Path source = Path.of(args[0]).toRealPath();
      new Fork(source, Trees.real(Path.of(args[3])), Names.of(args[1], args[2])).make();
    } catch (BadUse e) {
      System.err.println("fork: " + e.getMessage());
      System.exit(2);
    } catch (FileSystemException e) {
      // The message may be only the path. The class name then gives the reason.
      System.err.println("fork: " + (e.getReason() == null ? e : e.getMessage()));
      System.exit(1);
    } catch (IOException e) {
      System.err.println("fork: " + e.getMessage());
      System.exit(1);
    }
  }

  private void make() throws IOException {
    check();
    Git here = new Git(source);
    String unfinished = ".%s-%d".formatted(target.getFileName(), ProcessHandle.current().pid());
    try (Workplace workplace = Workplace.at(target.resolveSibling(unfinished))) {
      Git git = new Git(workplace.make());
      git.begin("main");
      if (Names.isFork(source)) {
        forkAgain(here, git);
      } else {
        copy(here, git);
        git.commit("Wharf, at " + here.head());
        takeNames(here, git);
      }
      finish(git);
    }
    System.err.printf(
        "fork: done. Next:%n  cd %s%n  ./mvnw verify%n  ./%s demo%n",
        quoted(target.toString()), to.name());
  }

  /// A path, quoted for a shell.
  private static String quoted(String path) {
    return path.matches("[\\w/.@%+=:,-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  /// Starts with the history of Wharf, as far as it is merged here, and adds the fork's files.
  /// Without that history the new fork gets no branch `wharf`, because git could not distinguish
  /// Wharf's files from the fork's.
  private void forkAgain(Git here, Git git) throws IOException {
    Optional<String> wharf =
        here.firstOf("refs/heads/" + UPSTREAM, "refs/remotes/origin/" + UPSTREAM);
    if (wharf.isPresent()) {
      git.beginWith(here, wharf.get(), here.run("merge-base", "HEAD", wharf.get()));
      git.run("reset", "-q", "--hard");
      takeNames(here, git);
      git.run("rm", "-q", "-r", ".");
      copy(here, git);
    } else {
      System.err.println("fork: there is no branch 'wharf', so the new fork cannot be upgraded");
      copy(here, git);
    }
    GameTree.rename(git, to, here.head());
    git.commit("The game, as it was in " + Names.read(source).packageName());
  }

  private static void copy(Git here, Git git) throws IOException {
    here.copy(here.files().filter(GameTree.LEFT_OUT.negate()).toList(), git.root());
  }

  private void takeNames(Git here, Git git) throws IOException {
    GameTree.rename(git, to, here.head());
    git.commitUpstream("Names of the game: " + to.packageName());
    git.branch(UPSTREAM);
  }

  private void finish(Git git) throws IOException {
    Path work = git.root();
    System.err.println("fork: breaking the lines for the new names");
    formatGame(work);
    Trees.delete(work.resolve("target"));
    git.commit("Line breaks for the names of the game");
    if (Files.exists(target)) {
      Files.delete(target); // the target is an empty folder
    }
    Files.move(work, target);
  }

  /// Formats the game's own files. No other Java source has one of the new names.
  private static void formatGame(Path work) throws IOException {
    String sources = "proto/src/**/*.java *-app/src/**/*.java game-tests/src/**/*.java";
    Commands.run(
        work,
        work.resolve("mvnw").toString(),
        "-q",
        "--batch-mode",
        "-N",
        "-Pformat",
        "-Dformat.sources=" + sources,
        "process-sources");
  }

  private void check() throws IOException {
    if (Names.read(source).name().equals(to.name()) || to.name().equals(UPSTREAM)) {
      throw new BadUse("the name must differ from this project's, and from '" + UPSTREAM + "'");
    }
    if (hasFile(to.name()) || to.name().equals("target")) {
      throw new BadUse(
          "the launcher cannot be called '%s': the project has a file or folder of that name"
              .formatted(to.name()));
    }
    if (!Files.exists(source.resolve(".git"))) {
      throw new BadUse("'" + source + "' is no git repository: clone Wharf, do not unpack it");
    }
    if (target.startsWith(source)) {
      throw new BadUse("'" + target + "' lies inside this project");
    }
    if (Files.exists(target)) {
      checkEmpty();
    }
  }

  /// Whether the project has such a file. The case of letters does not count, because on Windows
  /// and macOS `license` is LICENSE.
  private boolean hasFile(String name) throws IOException {
    try (Stream<Path> files = Files.list(source)) {
      return files.anyMatch(file -> file.getFileName().toString().equalsIgnoreCase(name));
    }
  }

  private void checkEmpty() throws IOException {
    if (!Files.isDirectory(target)) {
      throw new BadUse("'" + target + "' is not a directory");
    }
    try (Stream<Path> content = Files.list(target)) {
      if (content.findAny().isPresent()) {
        throw new BadUse("'" + target + "' is not empty");
      }
    }
  }

  /// The command line is wrong, or the command cannot run here.
  static final class BadUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadUse(String message) {
      super(message);
    }
  }
}
