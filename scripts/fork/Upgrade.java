package fork;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/// `upgrade`, in a fork: merges a newer Wharf.
///
/// The newer version gets the fork's names, and becomes one commit on the fork's branch `wharf`.
/// Then git merges that branch. The older version on the branch has the same names, so git merges
/// only real changes. All files are prepared in a folder inside `.git`, and the branch moves when
/// they are complete. The launcher runs this file as a source.
public final class Upgrade {
  private static final String BRANCH = "refs/heads/" + Fork.UPSTREAM;
  private static final String REMOTE = "refs/remotes/origin/" + Fork.UPSTREAM;

  private final Git here;
  private final String newer;

  private Upgrade(Git here, String newer) {
    this.here = here;
    this.newer = newer;
  }

  /// Merges one version.
  ///
  /// @param args the fork's folder; the path or URL of the newer Wharf; optionally a tag or branch
  ///   of it
  public static void main(String[] args) {
    try {
      if (args.length < 2 || args.length > 3 || Stream.of(args).anyMatch(a -> a.startsWith("-"))) {
        throw new Fork.BadUse("usage: upgrade <path or URL of a newer Wharf> [<tag or branch>]");
      }
      Git here = new Git(Path.of(args[0]).toRealPath());
      Path path = Path.of(args[1].replaceFirst("^\\w+:.*", ""));
      boolean isPath = !path.toString().isEmpty() && Files.exists(path);
      String newer = isPath ? path.toRealPath().toString() : args[1];
      boolean isMerged = new Upgrade(here, newer).make(args.length == 3 ? args[2] : "HEAD");
      System.exit(isMerged ? 0 : 1);
    } catch (Fork.BadUse e) {
      System.err.println("upgrade: " + e.getMessage());
      System.exit(2);
    } catch (IOException e) {
      System.err.println("upgrade: " + e.getMessage());
      System.exit(1);
    }
  }

  private boolean make(String ref) throws IOException {
    checkFork();
    checkBranch();
    Path folder = Path.of(here.run("rev-parse", "--absolute-git-dir")).resolve("upgrade");
    if (Files.exists(folder)) {
      throw new Fork.BadUse(
          "another upgrade runs, or was killed; when none runs, delete '" + folder + "'");
    }
    try (Workplace workplace = Workplace.at(folder)) {
      Git work = new Git(workplace.make().resolve("newer"));
      Version version = fetch(work, ref);
      Version older =
          Version.of(here.run("show", BRANCH + ":pom.xml"), properties().getProperty("wharf"));
      boolean isMade = isHead(work, older.commit());
      check(work, older, version, isMade);
      List<String> lines =
          Migration.between(
              page(here, "HEAD:"), Files.readString(work.root().resolve(Migration.FILE)));
      Merge merge =
          new Merge(
              here,
              Names.read(here.root()).name(),
              version,
              lines); // created before the merge, which may change its source
      if (isMade) {
        Commands.finish();
      } else {
        commit(work, version);
        Commands.finish();
        here.run("fetch", "-q", "--no-tags", work.root().toString(), "HEAD:" + BRANCH);
      }
      return merge.make(BRANCH);
    }
  }

  private static boolean isHead(Git git, String commit) throws IOException {
    return !git.fails("rev-parse", "-q", "--verify", commit + "^{commit}")
        && git.run("rev-parse", commit + "^{commit}").equals(git.run("rev-parse", "HEAD"));
  }

  private static String page(Git git, String ref) throws IOException {
    return git.fails("cat-file", "-e", ref + Migration.FILE)
        ? ""
        : git.run("show", ref + Migration.FILE);
  }

  /// The names and the recorded commit on the branch `wharf`.
  private Properties properties() throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(here.run("show", BRANCH + ":" + Names.FILE)));
    return properties;
  }

  /// Checks that this is a fork, and that all its changes are committed.
  private void checkFork() throws IOException {
    if (!Names.isFork(here.root())) {
      throw new Fork.BadUse("this is Wharf itself: a fork of it can be upgraded");
    }
    if (!Files.exists(here.root().resolve(".git"))) {
      throw new Fork.BadUse("'" + here.root() + "' is no git repository");
    }
    for (String state :
        List.of("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")) {
      if (Files.exists(here.root().resolve(here.run("rev-parse", "--git-path", state)))) {
        throw new Fork.BadUse(
            "a merge or rebase is in progress (%s): finish or abort it first".formatted(state));
      }
    }
    if (!here.run("status", "--porcelain", "--untracked-files=no").isEmpty()) {
      throw new Fork.BadUse(
          "files have changes that are not committed: commit or stash them first");
    }
  }

  /// Checks that only `fork` and `upgrade` have made the branch `wharf`, and that another branch is
  /// checked out.
  private void checkBranch() throws IOException {
    if (here.fails("symbolic-ref", "-q", "HEAD")) {
      throw new Fork.BadUse("no branch is checked out: git switch main");
    }
    if (here.run("symbolic-ref", "HEAD").equals(BRANCH)) {
      throw new Fork.BadUse("the branch 'wharf' is checked out: git switch main");
    }
    boolean hasRemote = !here.fails("rev-parse", "-q", "--verify", REMOTE);
    if (here.fails("rev-parse", "-q", "--verify", BRANCH)) {
      throw new Fork.BadUse(
          "there is no branch 'wharf'" + (hasRemote ? ": git branch wharf origin/wharf" : ""));
    }
    if (!here.isUpstream(BRANCH)) {
      throw new Fork.BadUse(
          "the branch 'wharf' has a commit that neither fork nor upgrade has made. It must have"
              + " Wharf's files unchanged: git branch -f wharf <the commit before>");
    }
    if (hasRemote && here.fails("merge-base", "--is-ancestor", REMOTE, BRANCH)) {
      throw new Fork.BadUse(
          "'origin/wharf' has commits that the branch 'wharf' has not: git branch -f wharf"
              + " origin/wharf");
    }
    if (here.fails("merge-base", "HEAD", BRANCH)) {
      throw new Fork.BadUse("this branch and the branch 'wharf' have no commit in common");
    }
  }

  /// Clones the newer Wharf with its history.
  private Version fetch(Git work, String ref) throws IOException {
    String[] clone = {"git", "clone", "-q", "--", newer, work.root().toString()};
    try {
      Commands.run(Path.of("").toAbsolutePath(), clone);
      work.run("checkout", "-q", "--detach", ref.equals("HEAD") ? ref : known(work, ref));
    } catch (IOException e) {
      Commands.checkStopped();
      throw new Fork.BadUse("cannot get %s of '%s' with git".formatted(ref, newer));
    }
    if (!Files.exists(work.root().resolve("scripts/fork/GameTree.java"))
        || !Files.exists(work.root().resolve(Migration.FILE))
        || Names.isFork(work.root())) {
      throw new Fork.BadUse("'" + newer + "' is not a newer Wharf, but another project or a fork");
    }
    return Version.of(Files.readString(work.root().resolve("pom.xml")), work.head());
  }

  private static String known(Git work, String ref) throws IOException {
    return work.fails("rev-parse", "-q", "--verify", "origin/" + ref) ? ref : "origin/" + ref;
  }

  private void check(Git work, Version older, Version version, boolean isMade) throws IOException {
    if (isMade && !here.fails("merge-base", "--is-ancestor", BRANCH, "HEAD")) {
      throw new Fork.BadUse("this fork has Wharf %s already".formatted(version));
    }
    int order = version.compareNumber(older);
    boolean isLater = !work.fails("merge-base", "--is-ancestor", older.commit(), "HEAD");
    if (!isMade && (order < 0 || (order == 0 && !isLater))) {
      throw new Fork.BadUse("Wharf %s is not newer than this fork's, %s".formatted(version, older));
    }
  }

  /// Commits the renamed files in the clone. The branch `wharf` then moves to this commit, so the
  /// commit continues the branch's history.
  private void commit(Git work, Version version) throws IOException {
    Names names = Names.of(properties());
    System.err.println("upgrade: giving Wharf %s the names of this game".formatted(version));
    Commands.run(
        work.root(),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        work.root().resolve("scripts/fork/GameTree.java").toString(),
        work.root().toString(),
        names.packageName(),
        names.group(),
        names.module(),
        names.name(),
        version.commit());
    Trees.delete(work.root().resolve(".git"));
    work.begin("main");
    work.beginWith(here, BRANCH, here.run("rev-parse", BRANCH));
    work.commitUpstream("Wharf %s".formatted(version));
  }
}
