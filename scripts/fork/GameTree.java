package fork;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// The files of Wharf under the names of a game, without those that only prove Wharf.
///
/// `fork` makes them of its own version. `upgrade` starts the newer version's [#main], because only
/// that version knows where names stand in its files. So the arguments of `main` must stay as they
/// are.
public final class GameTree {
  /// The folders that only verify Wharf. A game's build does not need them.
  static final Predicate<String> LEFT_OUT =
      path ->
          path.startsWith("verification/")
              || path.matches("(engine|protocol|client-kit|swarm|server-kit)/src/test/.*");

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

  /// Puts the names of a game in place of those that a repository's files have.
  ///
  /// @param version the commit of Wharf, which is recorded unless the files have one already
  static void rename(Git git, Names to, String version) throws IOException {
    git.run("add", "-A", "-f");
    Renaming.of(Names.read(git.root()), to, git.root()).apply(git.root(), git.files().toList());
    to.write(git.root(), version);
  }
}
