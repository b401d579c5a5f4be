package fork;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// `wharf fork`: makes a git repository of a game that has its own names, and uses Wharf's
/// libraries as they are.
///
/// Its branch `wharf` has one commit: the files as they are here, without those that only prove
/// Wharf. Its branch `main` has a second one, with the names changed. So git can merge a newer
/// Wharf. Where this is a fork itself, the branch `wharf` is the one from here. The launcher runs
/// this file as a source.
public final class Fork {
  private static final String UPSTREAM = "wharf";

  /// What only proves Wharf. A game's build does without it.
  private static final Predicate<String> LEFT_OUT =
      path ->
          path.startsWith("verification/")
              || path.matches("(engine|protocol|client-kit|swarm|server-kit)/src/test/.*");

  private final Path source;
  private final Path target;
  private final Names to;

  private Fork(Path source, Path target, Names to) {
    this.source = source;
    this.target = target;
    this.to = to;
  }

  /// Makes one fork.
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
      // Its message may be the path alone; its class then says the reason.
      System.err.println("fork: " + (e.getReason() == null ? e : e.getMessage()));
      System.exit(1);
    } catch (IOException e) {
      System.err.println("fork: " + e.getMessage());
      System.exit(1);
    }
  }

  private void make() throws IOException {
    Names from = Names.read(source);
    check(from);
    Git here = new Git(source);
    List<String> files = here.files().filter(LEFT_OUT.negate()).toList();
    String version = here.head();
    String unfinished = ".%s-%d".formatted(target.getFileName(), ProcessHandle.current().pid());
    try (Workplace workplace = Workplace.at(target.resolveSibling(unfinished))) {
      Path work = workplace.make();
      here.copy(files, work);
      begin(here, new Git(work), version);
      Renaming.of(from, to, work).apply(work, files);
      to.write(work, version);
      finish(work);
    }
    System.err.printf(
        "fork: done. Next:%n  cd %s%n  ./mvnw verify%n  ./%s demo%n",
        quoted(target.toString()), to.name());
  }

  /// A path as a shell reads it.
  private static String quoted(String path) {
    return path.matches("[\\w/.@%+=:,-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  /// Makes both branches, which have one commit or, in a fork's fork, a history.
  private void begin(Git here, Git git, String version) throws IOException {
    git.begin("main");
    Optional<String> wharf =
        Names.isFork(source)
            ? here.firstOf("refs/heads/" + UPSTREAM, "refs/remotes/origin/" + UPSTREAM)
            : Optional.empty();
    if (wharf.isPresent()) {
      git.beginWith(here, wharf.get());
    } else {
      git.commit("Wharf, at " + version);
    }
    git.branch(UPSTREAM);
  }

  private void finish(Path work) throws IOException {
    System.err.println("fork: sorting imports and breaking lines anew for the new names");
    Commands.run(work, work.resolve(to.name()).toString(), "format");
    Trees.delete(work.resolve("target"));
    new Git(work).commit("Names of the game: " + to.packageName());
    if (Files.exists(target)) {
      Files.delete(target); // it is empty
    }
    Files.move(work, target);
  }

  private void check(Names from) throws IOException {
    if (from.name().equals(to.name()) || to.name().equals(UPSTREAM)) {
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

  /// In any case of letters: on Windows and macOS `license` is LICENSE.
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

  /// The command was called in a wrong way.
  static final class BadUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadUse(String message) {
      super(message);
    }
  }
}
