package fork;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// The files of Wharf with the names of a game, without the files that only verify Wharf.
///
/// `fork` makes them from its own version. `upgrade` starts [#main] of the newer version, because
/// only that version knows the places of names in its files. So the arguments of `main` must never
/// change.
public final class GameTree {
  /// The folders that only verify Wharf. A game's build does not need them.
  static final Predicate<String> LEFT_OUT =
      path ->
          path.startsWith("verification/")
              || path.startsWith("web-client/test/")
              || path.matches(
                  "(engine|protocol|transport|client-kit|swarm|server-kit|storage|simulation)/src/test/.*");

  private GameTree() {}

  /// Changes a clone of Wharf into the files of a game.
  ///
  /// @param args the clone's folder, the names (package, group, module, name), the commit to record
  public static void main(String[] args) throws IOException {
    Git git = new Git(Path.of(args[0]));
    List<String> leftOut = git.files().filter(LEFT_OUT).toList();
    for (String file : leftOut) {
      Files.delete(git.root().resolve(file));
    }
    rename(git, new Names(args[1], args[2], args[3], args[4]), args[5]);
  }

  /// Replaces the names in a repository's files by those of a game.
  ///
  /// @param version the commit of Wharf, which is recorded unless the files already have one
  static void rename(Git git, Names to, String version) throws IOException {
    git.run("add", "-A", "-f");
    Renaming.of(Names.read(git.root()), to, git.root()).apply(git.root(), git.files().toList());
    to.write(git.root(), version);
  }
}
